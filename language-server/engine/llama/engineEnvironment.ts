const name = "GLIBC_TUNABLES";
const hugePages = "glibc.malloc.hugetlb";

/**
 * The environment of an engine process: it gets its memory in huge pages, where the kernel gives them to who asks
 * (`transparent_hugepage=madvise`, which most distributions set) and glibc 2.35 or newer asks. A model's weights, packed
 * anew for the processor, are a gigabyte and more that is read from beginning to end for each token, and 4 kB a page are
 * some 3 % slower (1.8 billion parameters, Q4_K_M, 1 thread). Elsewhere this says nothing to anybody.
 *
 * @param inherited what the user said about it himself stays.
 * @see https://sourceware.org/glibc/manual/latest/html_node/Memory-Allocation-Tunables.html
 */
export function engineEnvironment(platform: NodeJS.Platform, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = inherited[name] ?? "";
  if (platform !== "linux" || others.includes(hugePages)) return inherited;
  return { ...inherited, [name]: `${others === "" ? "" : `${others}:`}${hugePages}=1` };
}
