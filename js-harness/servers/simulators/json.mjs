// A JSON parser of its own for two things that JSON.parse hides: duplicate names, and integers beyond 2^53, which come
// out as BigInt here instead of being rounded. Grammar: RFC 8259.

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// A whole string token. Control characters must be escaped (section 7).
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/** @param {string} text @returns {any} */
export function parseStrictJson(text) {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.token(SPACE);
  if (reader.at !== text.length) throw new SyntaxError(`something follows the value at ${reader.at}`);
  return value;
}

class Reader {
  at = 0;

  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  /** @param {RegExp} pattern sticky */
  token(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match?.[0];
  }

  /** @param {string} literal */
  take(literal) {
    this.token(SPACE);
    if (!this.text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  /** @param {number} depth @returns {any} */
  value(depth) {
    if (depth > 64) throw new SyntaxError('nested too deeply');
    if (this.take('{')) return this.object(depth);
    if (this.take('[')) return this.list(depth);
    if (this.take('true')) return true;
    if (this.take('false')) return false;
    if (this.take('null')) return null;
    const number = this.token(NUMBER);
    if (number !== undefined) return exactNumber(number);
    return this.string();
  }

  /** @param {number} depth */
  object(depth) {
    const object = {};
    if (this.take('}')) return object;
    do {
      this.token(SPACE);
      const name = this.string();
      if (Object.hasOwn(object, name)) throw new SyntaxError(`the name ${name} is there twice`);
      if (!this.take(':')) throw new SyntaxError(`no colon at ${this.at}`);
      // Not an assignment: "__proto__" is a name like any other in JSON.
      Object.defineProperty(object, name, {
        value: this.value(depth + 1), enumerable: true, configurable: true, writable: true,
      });
    } while (this.take(','));
    if (!this.take('}')) throw new SyntaxError(`an object does not end at ${this.at}`);
    return object;
  }

  /** @param {number} depth */
  list(depth) {
    /** @type {any[]} */
    const list = [];
    if (this.take(']')) return list;
    do list.push(this.value(depth + 1)); while (this.take(','));
    if (!this.take(']')) throw new SyntaxError(`an array does not end at ${this.at}`);
    return list;
  }

  string() {
    const token = this.token(STRING);
    if (token === undefined) throw new SyntaxError(`no value at ${this.at}`);
    const string = /** @type {string} */ (JSON.parse(token));
    // Half an emoji: legal in the grammar, but nothing that could travel as UTF-8 (section 8.2).
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(string)) {
      throw new SyntaxError('a string with half a surrogate pair');
    }
    return string;
  }
}

/** @param {string} text */
function exactNumber(text) {
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}
