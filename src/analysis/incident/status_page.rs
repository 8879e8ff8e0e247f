//! What Twilio's status page said: its incidents beside those of the log.
