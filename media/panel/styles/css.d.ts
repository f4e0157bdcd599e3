/** Style sheets are imported for esbuild, which writes them to `panel.css`. */
declare module "*.css" {}
