import fc from 'fast-check';
import { propertyRuns, propertySeed } from './property-runs.js';

/** Runs of a property that names no number of its own. */
const RUNS = 100;

// Jest runs this before every test file: no property is tried with inputs that nobody can repeat.
fc.configureGlobal({ seed: propertySeed, numRuns: propertyRuns(RUNS) });
