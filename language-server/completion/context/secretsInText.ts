/** Values that have a form of their own; the most used ones of the public lists of gitleaks and GitHub. */
const forms: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}/,
  /\bgithub_pat_[A-Za-z0-9_]{50,}/,
  /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-[A-Za-z0-9_-]{20,}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w{20,}/,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  /\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{32,}/,
  /\bAIza[A-Za-z0-9_-]{35}/,
  /\bya29\.[A-Za-z0-9_-]{20,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bpypi-[A-Za-z0-9_-]{50,}/,
  /\bhf_[A-Za-z0-9]{30,}/,
  /\bdop_v1_[a-f0-9]{64}\b/,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/,
  /\bAccountKey=[A-Za-z0-9+/=]{40,}/,
  /\bey[IJ][A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'`${}<>]+:(?![*x]+@)[^\s:/@"'`${}<>]{6,}@[\w.-]/i,
  /\/\/[^\s/]+\/:_(?:authToken|auth|password)=(?!\$\{)\S{8,}/,
];

/** A name that says secret, and what it is given: `dbPassword = "…"`, `"api-key": "…"`, `API_TOKEN=…`. */
const assignment =
  /(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|encryption[_-]?key|credentials?)[\w-]*["'`]?\s*(?::=|=>|[:=])\s*(?:["'`]([^"'`\r\n]{8,})["'`]|([A-Za-z0-9+/_.=-]{16,}))/gi;

/** Shorter values say too little to tell by their letters. */
const leastLength = 12;
/** Bits per letter, from which a value is more like drawn at random than written: words have about 3. */
const leastEntropy = 3.3;

/** Whether a text holds something that looks like a password, a key or a token. */
export function hasSecret(text: string): boolean {
  if (forms.some((form) => form.test(text))) return true;
  for (const [, quoted, bare] of text.matchAll(assignment))
    if (quoted === undefined ? isDrawn(bare ?? "") : isDrawn(quoted) || hasSigns(quoted)) return true;
  return false;
}

/** Letters and digits in turn, as drawn at random: not a name, which has its digits at one place. */
const isDrawn = (value: string): boolean =>
  isDense(value) && (value.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0) >= 3;

/** A password with signs in it: not a path or an address. */
const hasSigns = (value: string): boolean =>
  isDense(value) && /\d/.test(value) && /[^\w./:-]/.test(value) && !/^(?:[a-z]+:)?[./]|\(/i.test(value);

/** Without blanks or place holders, of many different letters. */
const isDense = (value: string): boolean =>
  value.length >= leastLength && !/\s|[$#]\{|\{\{|^<|%s/.test(value) && entropy(value) >= leastEntropy;

/** Shannon entropy of the letters, in bits per letter. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
