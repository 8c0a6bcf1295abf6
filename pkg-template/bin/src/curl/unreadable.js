/** A curl command that cannot become a configuration; the message says why, and what to do. */
export class Unreadable extends Error {}
