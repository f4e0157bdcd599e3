/** Prompts are Markdown files; the build puts their text into the bundle. */
declare module "*.md" {
  const text: string;
  export default text;
}
