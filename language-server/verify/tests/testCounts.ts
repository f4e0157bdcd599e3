/** How many tests passed. */
export interface TestCounts {
  readonly passed: number;
  readonly total: number;
}

/** A summary as a test program writes it. `failed` counts errors too; skipped tests count nowhere. */
interface Form {
  readonly passed: RegExp;
  readonly failed: RegExp;
  readonly total?: RegExp;
}

/** Each from a line of its own, the last such line counts: earlier ones belong to parts. */
const forms: readonly Form[] = [
  // Vitest: "Tests  1 failed | 11 passed (12)"; Jest: "Tests:       1 failed, 11 passed, 12 total"
  { passed: /^\s*Tests:?\s.*?(\d+) passed/, failed: /^\s*Tests:?\s.*?(\d+) failed/ },
  // node:test: "# pass 11", or "ℹ pass 11"
  { passed: /^\s*[#ℹ] pass (\d+)/, failed: /^\s*[#ℹ] fail (\d+)/ },
  // Mocha: "11 passing (5ms)"
  { passed: /^\s*(\d+) passing/, failed: /^\s*(\d+) failing/ },
  // Cargo: "test result: ok. 11 passed; 1 failed; …"
  { passed: /^test result: .*?(\d+) passed/, failed: /^test result: .*?(\d+) failed/ },
  // pytest: "==== 1 failed, 11 passed in 0.12s ====", or without the frame
  { passed: /^(?:=+ )?(?:.*, )?(\d+) passed\b.* in [\d.]+s/, failed: /^(?:=+ )?(?:.*, )?(\d+) failed\b.* in [\d.]+s/ },
  // unittest: "Ran 12 tests in 0.001s", "FAILED (failures=1)"
  { total: /^Ran (\d+) tests? in/, passed: /^$/, failed: /^FAILED \(.*?failures=(\d+)/ },
];

/** Reads the counts off the output of the usual test programs; undefined where it has none of their forms. */
export function testCounts(output: string): TestCounts | undefined {
  const lines = output.split(/\r?\n/).reverse();
  const last = (form: RegExp): number | undefined => {
    for (const line of lines) {
      const [, count] = form.exec(line) ?? [];
      if (count !== undefined) return Number(count);
    }
    return undefined;
  };
  for (const form of forms) {
    const failed = last(form.failed);
    const all = form.total && last(form.total);
    if (all !== undefined) return { passed: Math.max(0, all - (failed ?? 0)), total: all };
    const passed = last(form.passed);
    if (passed !== undefined || failed !== undefined)
      return { passed: passed ?? 0, total: (passed ?? 0) + (failed ?? 0) };
  }
  return undefined;
}
