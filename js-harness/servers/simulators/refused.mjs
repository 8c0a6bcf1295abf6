/** Thrown by every check; the judge turns it into the provider's own answer. */
export class Refused extends Error {
  /**
   * @param {import('./types.mjs').RefusalKind} kind
   * @param {string} field  where: a header, or the path of a field
   * @param {string} why
   */
  constructor(kind, field, why) {
    super(`${field}: ${why}`);
    this.kind = kind;
    this.field = field;
    this.why = why;
  }
}
