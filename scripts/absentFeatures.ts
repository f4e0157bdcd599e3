import path from "node:path";
import type { Plugin } from "esbuild";

/**
 * What Ponder's server does not offer, by the module of vscode-languageclient that would do the editor's part of it:
 * the names that the client takes from the module. To offer one of these, take its row out.
 */
export const absentFeatures: Readonly<Record<string, readonly string[]>> = {
  callHierarchy: ["CallHierarchyFeature"],
  codeLens: ["CodeLensFeature"],
  colorProvider: ["ColorProviderFeature"],
  completion: ["CompletionItemFeature"],
  declaration: ["DeclarationFeature"],
  definition: ["DefinitionFeature"],
  diagnostic: ["DiagnosticFeature"],
  documentHighlight: ["DocumentHighlightFeature"],
  documentLink: ["DocumentLinkFeature"],
  documentSymbol: ["DocumentSymbolFeature"],
  fileOperations: [
    "DidCreateFilesFeature",
    "DidDeleteFilesFeature",
    "DidRenameFilesFeature",
    "WillCreateFilesFeature",
    "WillDeleteFilesFeature",
    "WillRenameFilesFeature",
  ],
  foldingRange: ["FoldingRangeFeature"],
  formatting: ["DocumentFormattingFeature", "DocumentOnTypeFormattingFeature", "DocumentRangeFormattingFeature"],
  hover: ["HoverFeature"],
  implementation: ["ImplementationFeature"],
  inlayHint: ["InlayHintsFeature"],
  inlineValue: ["InlineValueFeature"],
  linkedEditingRange: ["LinkedEditingFeature"],
  // Cells are documents like others to us; this would tell the server about whole notebooks.
  notebook: ["NotebookDocumentSyncFeature"],
  reference: ["ReferencesFeature"],
  rename: ["RenameFeature"],
  selectionRange: ["SelectionRangeFeature"],
  semanticTokens: ["SemanticTokensFeature"],
  signatureHelp: ["SignatureHelpFeature"],
  textDocumentContent: ["TextDocumentContentFeature"],
  typeDefinition: ["TypeDefinitionFeature"],
  typeHierarchy: ["TypeHierarchyFeature"],
  workspaceSymbol: ["WorkspaceSymbolFeature"],
};

/**
 * What of the protocol belongs to these features alone, by module of vscode-languageserver-protocol: the messages whose
 * methods the client looks at although nobody sends them. Other names of the module are not there.
 */
export const absentMessages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "protocol.callHierarchy": {},
  "protocol.colorProvider": {},
  "protocol.declaration": {},
  "protocol.diagnostic": {},
  "protocol.fileOperations": {},
  "protocol.foldingRange": {},
  "protocol.implementation": {},
  "protocol.inlayHint": { InlayHintResolveRequest: "inlayHint/resolve" },
  "protocol.inlineValue": {},
  "protocol.linkedEditingRange": {},
  "protocol.moniker": {},
  "protocol.notebook": { NotebookDocumentSyncRegistrationType: "notebookDocument/sync" },
  "protocol.selectionRange": {},
  "protocol.semanticTokens": {
    SemanticTokensRequest: "textDocument/semanticTokens/full",
    SemanticTokensRangeRequest: "textDocument/semanticTokens/range",
    SemanticTokensDeltaRequest: "textDocument/semanticTokens/full/delta",
  },
  "protocol.textDocumentContent": {},
  "protocol.typeDefinition": {},
  "protocol.typeHierarchy": {},
};

/** What the client's converters make for these features alone: modules with one class each. */
export const absentItems: readonly string[] = [
  "protocolCallHierarchyItem",
  "protocolCodeLens",
  "protocolCompletionItem",
  "protocolDocumentLink",
  "protocolInlayHint",
  "protocolTypeHierarchyItem",
  "protocolWorkspaceSymbol",
];

/** A feature that promises nothing to the server and does nothing, in the form of the client's `StaticFeature`. */
const absentFeature = `class AbsentFeature {
  fillClientCapabilities() {}
  initialize() {}
  getState() { return { kind: "static" }; }
  clear() {}
}
`;

/** The client compares the editor's version with its own `engines`; the editor did so with ours, which are newer. */
const versionCheck: Readonly<Record<string, string>> = {
  parse: "module.exports = (version) => ({ version });",
  satisfies: "module.exports = () => true;",
};

/**
 * Leaves out of the extension what vscode-languageclient brings along and Ponder never uses: its constructor names
 * every feature of the protocol, so that no bundler can know. A name that a new version of the client takes from one
 * of the modules fails when it is used (most when the extension starts), not silently.
 */
export const absentFeaturesPlugin: Plugin = {
  name: "absent-features",
  setup(build) {
    build.onLoad({ filter: /[\\/]vscode-languageclient[\\/]lib[\\/]common[\\/]\w+\.js$/ }, ({ path: file }) => {
      const module = path.basename(file, ".js");
      if (absentItems.includes(module)) return { contents: "" };
      const names = absentFeatures[module];
      if (names === undefined) return undefined;
      return { contents: absentFeature + names.map((name) => `exports.${name} = AbsentFeature;\n`).join("") };
    });
    build.onLoad(
      { filter: /[\\/]vscode-languageserver-protocol[\\/]lib[\\/]common[\\/][\w.]+\.js$/ },
      ({ path: file }) => {
        const messages = absentMessages[path.basename(file, ".js")];
        if (messages === undefined) return undefined;
        const named = Object.entries(messages);
        return { contents: named.map(([name, method]) => `exports.${name} = { method: "${method}" };\n`).join("") };
      },
    );
    build.onLoad({ filter: /[\\/]semver[\\/]functions[\\/]\w+\.js$/ }, ({ path: file }) => {
      const contents = versionCheck[path.basename(file, ".js")];
      return contents === undefined ? undefined : { contents };
    });
  },
};
