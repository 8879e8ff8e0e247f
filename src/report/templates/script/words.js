// Numbers and times as the rest of the page writes them.
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

function share(part, whole) {
  const tenths = whole ? Math.round((part * 1000) / whole) : 0;
  if (tenths === 0) return part > 0 ? "< 0.1 %" : "0 %";
  if (tenths < 100) return (tenths / 10).toFixed(1) + " %";
  return tenths >= 995 && part < whole ? "> 99 %" : Math.round((part * 100) / whole) + " %";
}

// A count on an axis that ends at `top`, in one unit for the whole axis.
function short(number, top) {
  if (!number || top < 1e4) return grouped(number);
  if (top < 1e6) return number % 1000 ? grouped(number) : number / 1000 + "k";
  return Math.floor(number / 1e5) / 10 + "M";
}

function length(seconds) {
  for (const [unit, name] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= unit && seconds % unit === 0) {
      const many = seconds / unit;
      return name === "d" ? many + (many === 1 ? " day" : " days") : many + " " + name;
    }
  }
  return seconds + " s";
}

const calendar = (() => {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const of = (zone) => new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone });
  try {
    return of(data ? data.zone : "UTC");
  } catch {
    return of("UTC"); // a browser that does not know the zone
  }
})();

// Local time of seconds since the epoch, as the seconds that a clock in UTC would show.
function local(seconds) {
  const part = Object.fromEntries(calendar.formatToParts(seconds * 1000).map((one) => [one.type, Number(one.value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
}

const minute = (seconds) => new Date(local(seconds) * 1000).toISOString().slice(0, 16).replace("T", " ");
const utc = (seconds) => new Date(seconds * 1000).toISOString().replace(/(:00)?\.000Z$/, "Z");
