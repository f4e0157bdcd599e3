import { describe, expect, it } from "vitest";
import { describeEnd, type ProcessEnd } from "../../../language-server/engine/llama/processEnd.js";
import { containing } from "../../support/containing.js";

const message = (end: Partial<ProcessEnd>, doing = "") =>
  describeEnd({ code: null, signal: null, memoryWasShort: false, ...end }, "engineStopped", doing).data;

describe("describeEnd", () => {
  it("says that the memory may be the reason only when it was short and the system killed the process", () => {
    expect(message({ signal: "SIGKILL", memoryWasShort: true }).message).toContain("out of memory");
    expect(message({ signal: "SIGKILL" }).message).not.toContain("memory");
    expect(message({ signal: "SIGABRT", memoryWasShort: true }).message).not.toContain("memory");
  });

  it("names what happened and when, with a next step", () => {
    expect(message({ hang: "silent", signal: "SIGKILL", memoryWasShort: true }).message).toContain(
      "stopped responding",
    );
    expect(message({ hang: "stalled", signal: "SIGKILL" }).message).toContain("no progress");
    expect(message({ signal: "SIGABRT" }, "while it loaded a.gguf").message).toContain(
      "while it loaded a.gguf (SIGABRT)",
    );
    expect(message({ code: 0xc0000409 }).message).toContain("0xC0000409");
    expect(message({ code: 70 })).toMatchObject({ code: "engineStopped", hint: containing("ask again") });
    expect(message({}).message).toContain("could not be started");
  });
});
