import { chromium } from "playwright-core";

/**
 * Starts Chromium for the workbench.
 *
 * @param {string} executable
 * @param {{ headed?: boolean }} [options]
 */
export function launchChromium(executable, options = {}) {
  return chromium.launch({
    executablePath: executable,
    headless: !options.headed,
    // Whoever launched it closes it, and has more to close.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-dev-shm-usage"],
  });
}
