import type { Sampling } from "../../engine.js";

/**
 * The likeliest tokens, of which top-p takes its share and one is drawn. Not the binding's 40: R1's settings know top-p
 * only, and 95 % of what may follow seldom needs a hundred tokens. But not all either: with a vocabulary of 152,000, to
 * sort them and to raise each to a power takes 7 ms of CPU time for each token, with these 0.4 ms (Q8_0 of half a
 * billion parameters, which computes for 30 ms).
 */
const candidates = 4096;

/** How the binding draws; with a temperature of 0 it takes the likeliest whatever else is said. */
export const samplerOptions = ({ temperature, topP }: Sampling) => ({ temperature, topP, topK: candidates });
