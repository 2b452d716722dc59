import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { type BuildResult, build } from 'esbuild';
import { chromium as driver } from 'playwright-core';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { CHROMIUM_ARGUMENTS, chromium } from './support/chromium.js';
import { type Front, startFront } from './support/front.js';
import { installed } from './support/installed.js';

/** What a page may weigh for a typed client and the whole DataFrame library, minified. */
const MOST_KILOBYTES = 850;

const PROGRAM = `import { durableSession } from '@firn/client';
import { col, sum } from '@firn/snowpark';

globalThis.report = async ({ url, apiKey, profile }) => {
  const session = await durableSession({ url, apiKey, profile });
  const orders = session.createDataFrame([['north', 10], ['south', 25], ['north', 7]], ['region', 'amount']);
  const rows = await orders.groupBy('region').agg(sum('amount').as('total')).sort(col('region')).collect();
  await session.close();
  return rows.map((row) => [row.get('REGION'), String(row.get('TOTAL'))]);
};
`;
const ANSWER = [
  ['north', '17'],
  ['south', '25'],
];

/** What a browser gives a page, and nothing of Node: no process, Buffer, require or global. */
const { fetch, Headers, Request, Response, AbortController, AbortSignal, URL, URLSearchParams } = globalThis;
const { TextEncoder, TextDecoder, TextDecoderStream, ReadableStream, TransformStream, WritableStream } = globalThis;
const { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, structuredClone } = globalThis;
const { crypto, performance, console, DOMException, Event, EventTarget, Blob, FormData, atob, btoa } = globalThis;
const WEB = {
  ...{ fetch, Headers, Request, Response, AbortController, AbortSignal, URL, URLSearchParams },
  ...{ TextEncoder, TextDecoder, TextDecoderStream, ReadableStream, TransformStream, WritableStream },
  ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, structuredClone },
  ...{ crypto, performance, console, DOMException, Event, EventTarget, Blob, FormData, atob, btoa },
};

describe('snowpark and client, bundled for a browser', () => {
  let script: string;
  let warnings: BuildResult['warnings'];
  let system: System;
  let front: Front;
  beforeAll(async () => {
    const folder = await installed('client');
    await writeFile(join(folder, 'page.mjs'), PROGRAM);
    const result = await build({
      absWorkingDir: folder,
      entryPoints: ['page.mjs'],
      bundle: true,
      minify: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      target: 'es2023',
      external: ['apache-arrow'],
      logLevel: 'silent',
    });
    script = result.outputFiles[0]?.text ?? '';
    warnings = result.warnings;
    system = await startSystem({ workers: 1 });
    front = await startFront(system.apiUrl, {
      '/': '<!doctype html><title>Firn</title><script src="/page.js"></script>',
      '/page.js': script,
    });
  }, 240_000);
  afterAll(async () => {
    await front?.close();
    await system?.stop();
  });

  it('need no module of Node, within their size', () => {
    const kilobytes = Buffer.byteLength(script) / 1_000;
    const gzipped = gzipSync(script).length / 1_000;
    process.stdout.write(
      `snowpark and client in a browser: ${kilobytes.toFixed(0)} kB, gzip ${gzipped.toFixed(0)} kB\n`,
    );
    expect(warnings).toEqual([]);
    expect(kilobytes).toBeLessThanOrEqual(MOST_KILOBYTES);
  });

  it('run a durable session where there is nothing but what a browser has', async () => {
    const context = createContext({ ...WEB });
    runInContext(script, context);
    const options = { url: front.url, apiKey: system.apiKey, profile: LOCAL_PROFILE };
    const rows: unknown = await runInContext(`report(${JSON.stringify(options)})`, context);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(ANSWER);
  });

  (chromium === undefined ? it.skip : it)('run a durable session in headless Chromium', async () => {
    const browser = await driver.launch({ executablePath: chromium ?? '', args: CHROMIUM_ARGUMENTS });
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(front.url);
      const options = { url: front.url, apiKey: system.apiKey, profile: LOCAL_PROFILE };
      expect(await page.evaluate(`report(${JSON.stringify(options)})`)).toEqual(ANSWER);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
