//! Owns the known paths: `shapes.txt`, compiled once into one tree of literal segments and identifier places per product.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The known paths, one a line.
pub(super) const SHAPES: &str = include_str!("shapes.txt");

/// The node that leads nowhere: where products start that the table does not know.
pub(super) const ROOT: u32 = 0;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(SHAPES));

/// The known paths of all products.
pub(super) struct Table {
    nodes: Vec<Node>,
    products: Vec<Product>,
    words: BTreeSet<&'static str>,
}

/// A product's host and the start of its tree.
pub(super) struct Product {
    /// The first label of its host.
    pub(super) label: &'static str,
    /// `api.twilio.com`, whose paths stand below an account.
    pub(super) is_api: bool,
    /// Where its paths start.
    pub(super) root: u32,
    key: u32,
}

#[derive(Default)]
struct Node {
    /// The resource of the paths that end here.
    resource: String,
    literals: Vec<(u32, &'static str, u32)>,
    identifier: Option<u32>,
    versions: Versions,
}

/// The versions in which a path ends at a node, as a set of bits; empty when none does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Versions(u16);

impl Versions {
    /// Paths without a version.
    pub(super) const BARE: Self = Self(1);

    /// The bit of one version as it stands in paths; empty for one that no known path has.
    pub(super) fn of(version: &str) -> Self {
        match version.as_bytes() {
            b"-" => Self::BARE,
            b"2010-04-01" => Self(1 << 15),
            [b'v', n @ b'1'..=b'9'] => Self(1 << (n - b'0')),
            _ => Self(0),
        }
    }

    /// True when the two sets meet.
    pub(super) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// A cheap mark of a word: its length and three of its bytes, lower case. Equal words have equal marks, so that most
/// comparisons stop at one integer.
fn key(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let byte = |at: usize| bytes.get(at).map_or(0, |b| u32::from(b | 0x20));
    let length = u32::try_from(bytes.len().min(255)).unwrap_or(255);
    length | byte(0) << 8 | byte(bytes.len() / 2) << 16 | byte(bytes.len().wrapping_sub(1)) << 24
}

impl Table {
    /// The one table, built at first use.
    pub(super) fn get() -> &'static Self {
        &TABLE
    }

    fn read(text: &'static str) -> Self {
        let mut table = Self {
            nodes: vec![Node::default()],
            products: Vec::new(),
            words: BTreeSet::new(),
        };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split(' ');
            if let (Some(label), Some(versions), Some(path), Some(resource)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            {
                table.add(label, versions, path, resource);
            }
        }
        table
    }

    fn add(&mut self, label: &'static str, versions: &str, path: &'static str, resource: &str) {
        let product = resource.split('/').next().unwrap_or_default();
        let mut node = self.start(label, product);
        let mut ends = resource
            .match_indices('/')
            .map(|(at, _)| at)
            .skip(1)
            .chain([resource.len()]);
        for segment in path.split('/') {
            node = if segment == "*" {
                self.identifier(node)
                    .unwrap_or_else(|| self.add_identifier(node))
            } else {
                let end = ends.next().unwrap_or(resource.len());
                self.literal(node, segment)
                    .unwrap_or_else(|| self.add_literal(node, segment, &resource[..end]))
            };
        }
        let bits = versions
            .split(',')
            .fold(0, |bits, version| bits | Versions::of(version).0);
        self.node_mut(node, |node| node.versions.0 |= bits);
    }

    fn add_identifier(&mut self, node: u32) -> u32 {
        let next = self.push(self.resource(node).to_owned());
        self.node_mut(node, |node| node.identifier = Some(next));
        next
    }

    fn add_literal(&mut self, node: u32, segment: &'static str, resource: &str) -> u32 {
        let literal = (key(segment), segment, self.push(resource.to_owned()));
        self.words.insert(segment);
        self.node_mut(node, |node| node.literals.push(literal));
        literal.2
    }

    fn start(&mut self, label: &'static str, product: &str) -> u32 {
        if let Some(known) = self.product(label) {
            return known.root;
        }
        let is_api = label == "api";
        // Below `api` each family has a product of its own (`messaging/Messages`); unknown ones are `api`.
        let root = self.push(if is_api { label } else { product }.to_owned());
        self.products.push(Product {
            label,
            is_api,
            root,
            key: key(label),
        });
        root
    }

    fn push(&mut self, resource: String) -> u32 {
        let at = u32::try_from(self.nodes.len()).unwrap_or(ROOT);
        self.nodes.push(Node {
            resource,
            ..Node::default()
        });
        at
    }

    fn node_mut(&mut self, node: u32, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            change(node);
        }
    }

    fn node(&self, node: u32) -> &Node {
        self.nodes.get(node as usize).unwrap_or(&self.nodes[0])
    }

    /// The product with this first label of the host, in any case.
    pub(super) fn product(&self, label: &str) -> Option<&Product> {
        let key = key(label);
        let same =
            |product: &&Product| product.key == key && product.label.eq_ignore_ascii_case(label);
        self.products.iter().find(same)
    }

    /// All products.
    pub(super) fn products(&self) -> &[Product] {
        &self.products
    }

    /// Where a literal segment leads from a node.
    pub(super) fn literal(&self, node: u32, segment: &str) -> Option<u32> {
        let key = key(segment);
        let literals = self.node(node).literals.iter();
        literals
            .filter(|literal| literal.0 == key && literal.1 == segment)
            .map(|literal| literal.2)
            .next()
    }

    /// Where an identifier leads from a node.
    pub(super) fn identifier(&self, node: u32) -> Option<u32> {
        self.node(node).identifier
    }

    /// The resource of a path that ends at a node.
    pub(super) fn resource(&self, node: u32) -> &str {
        &self.node(node).resource
    }

    /// The versions in which a path ends at a node.
    pub(super) fn versions(&self, node: u32) -> Versions {
        self.node(node).versions
    }

    /// True when some known path has this literal segment.
    pub(super) fn is_known_word(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}
