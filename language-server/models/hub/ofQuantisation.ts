/** Whether a file's name ends with a quantisation: `…-Q4_K_M.gguf`, `….q4_k_m.gguf`, `…-Q4_K_M-00001-of-00002.gguf`. */
export function isOfQuantisation(file: string, quantisation: string): boolean {
  const name = file.slice(file.lastIndexOf("/") + 1);
  // A projector for pictures is no model.
  if (!/\.gguf$/i.test(name) || /^mmproj/i.test(name)) return false;
  const stem = name.replace(/(?:-\d{5}-of-\d{5})?\.gguf$/i, "").toUpperCase();
  if (!stem.endsWith(quantisation)) return false;
  return /^$|[-._]$/.test(stem.slice(0, -quantisation.length));
}
