/** Prompts are Markdown files; the build puts their text into the bundle. */
declare module "*.md" {
  const text: string;
  // eslint-disable-next-line no-restricted-exports -- the bundler makes the text the default export
  export default text;
}
