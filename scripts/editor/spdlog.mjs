import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Takes the place of the native module `@vscode/spdlog` inside code-server: it writes the log files that the Output
 * view shows. Setup copies it over the module's main file; so no compiler is needed. Only what Code calls is here.
 */

const names = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  #file;
  #maxBytes;
  #maxFiles;
  #level = 2;
  #plain = false;

  /**
   * @param {string} file
   * @param {number} maxBytes the file is put aside when it grows above this
   * @param {number} maxFiles how many files put aside are kept
   */
  constructor(file, maxBytes, maxFiles) {
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#maxFiles = maxFiles;
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, "");
  }

  /** @param {number} level */
  setLevel(level) {
    this.#level = level;
  }

  getLevel() {
    return this.#level;
  }

  /** The messages carry their own time and level from now on. */
  clearFormatters() {
    this.#plain = true;
  }

  setPattern() {
    this.#plain = false;
  }

  /** @param {string} message */
  trace(message) {
    this.#write(0, message);
  }

  /** @param {string} message */
  debug(message) {
    this.#write(1, message);
  }

  /** @param {string} message */
  info(message) {
    this.#write(2, message);
  }

  /** @param {string} message */
  warn(message) {
    this.#write(3, message);
  }

  /** @param {string} message */
  error(message) {
    this.#write(4, message);
  }

  /** @param {string} message */
  critical(message) {
    this.#write(5, message);
  }

  flush() {
    // Every line is written at once.
  }

  drop() {
    this.#level = names.length;
  }

  /**
   * @param {number} level
   * @param {string} message
   */
  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace("T", " ").slice(0, -1);
    appendFileSync(this.#file, this.#plain ? message : `${time} [${names[level] ?? ""}] ${message}\n`);
    if (statSync(this.#file).size > this.#maxBytes) this.#rotate();
  }

  #rotate() {
    const { dir, name, ext } = path.parse(this.#file);
    const put = (/** @type {number} */ index) =>
      path.join(dir, index === 0 ? name + ext : `${name}.${String(index)}${ext}`);
    for (let index = this.#maxFiles; index > 0; index--) {
      try {
        renameSync(put(index - 1), put(index));
      } catch {
        // There are not that many yet.
      }
    }
  }
}

/**
 * @param {string} _name
 * @param {string} file
 * @param {number} maxBytes
 * @param {number} maxFiles
 */
export function createRotatingLogger(_name, file, maxBytes, maxFiles) {
  return Promise.resolve(new Logger(file, maxBytes, maxFiles));
}

export const createAsyncRotatingLogger = createRotatingLogger;

export function setFlushOn() {
  // Every line is written at once.
}

export function setLevel() {
  // Each logger has a level of its own.
}
