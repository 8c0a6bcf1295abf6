// Why tools fail that are in order themselves, read off what they print, and what a person can do about it.

const C_COMPILER = {
  darwin: 'run "xcode-select --install"',
  win32: 'install the "Desktop development with C++" of the Visual Studio Build Tools',
  linux: 'on Debian and Ubuntu "sudo apt-get install build-essential", on Fedora "sudo dnf install gcc"',
};

/** The first that fits counts: a full or read-only disk makes other things fail as well. @type {Array<[RegExp, string]>} */
const causes = [
  [/\bENOSPC\b|\bEDQUOT\b|No space left on device|Disk quota exceeded/i, 'The disk is full: make room (about 2 GB), then run this again.'],
  [
    /\bEROFS\b|\bEACCES\b|\bEPERM\b|Read-only file system|Permission denied/i,
    'A folder cannot be written to: move the clone to where you may write, or change its owner, then run this again.',
  ],
  [
    /linker `[^`]+` not found|linker '[^']+' not found|failed to find tool|no C compiler|invalid active developer path|cannot find -lgcc|Scrt1\.o/i,
    `There is no C compiler, with which Rust links programs: ${C_COMPILER[/** @type {'linux'} */ (process.platform)] ?? C_COMPILER.linux}; then run this again.`,
  ],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b|could not resolve|failed to resolve|temporary failure (in name resolution|resolving)|dns error|could ?n[o']t connect|failed to connect|connection refused|network is unreachable|spurious network error|timeout was reached|could not download/i,
    'The registry cannot be reached: check the connection, and the proxy if there is one (HTTPS_PROXY), then run this again.',
  ],
];

/** @param {string} output @returns {string | undefined} One sentence. */
export const adviceFor = (output) => causes.find(([pattern]) => pattern.test(output))?.[1];
