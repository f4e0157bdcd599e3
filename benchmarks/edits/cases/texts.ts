/** Texts and ways to write them that several tables use. */
export const loop = "function f(a) {\n  for (let i = 0; i <= a.length; i++) {\n    g(a[i]);\n  }\n}\n";
export const fixedLoop = loop.replace("<=", "<");
export const method = "class A {\n  f() {\n    return 1;\n  }\n\n  g() {\n    return 2;\n  }\n}\n";
export const three =
  "function f(a) {\n  return a + 1;\n}\n\nfunction g(b) {\n  return b - 2;\n}\n\nconst h = (c) => {\n  return c * 3;\n};\n";

export const fence = (code: string, tag = "js") => `\`\`\`${tag}\n${code}\n\`\`\``;
export const block = (search: string, replace: string, path = "") =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
export const patch = (body: string, path = "src/file.js") =>
  `*** Begin Patch\n*** Update File: ${path}\n${body}\n*** End Patch`;
export const diff = (body: string, header = "--- a/src/file.js\n+++ b/src/file.js") => `${header}\n${body}`;
