// A session over a network that delays, loses, doubles and reorders what both sides send.
import { expect, test } from 'vitest';
import { COMPANY } from '../company/company.ts';
import { PlainClient } from '../fixtures/plain-client.ts';
import { sandboxHarness, until } from '../fixtures/sandbox-harness.ts';

const harness = sandboxHarness();

test('everything arrives once and in order', async () => {
  const sandbox = await harness.start();
  sandbox.faults.shapeNetwork(null, {
    delayMs: 5,
    jitterMs: 3,
    lossRatio: 0.03,
    duplicateRatio: 0.05,
    reorderRatio: 0.05,
    seed: 7,
  });
  const client = await PlainClient.start(sandbox, { Target: COMPANY.web });
  await until(() => client.output.includes('$ '));
  for (let index = 0; index < 20; index += 1) client.type(`echo sum-$((${index}*1000))\r`);
  await until(() => client.output.includes('sum-19000\r\n'));
  const sums = [...client.output.toString().matchAll(/^sum-(\d+)/gm)].map(([, sum]) => Number(sum));
  expect(sums).toEqual(Array.from({ length: 20 }, (_, index) => index * 1000));
  const { relayed } = sandbox.stats().sessions[0] ?? {};
  expect((relayed?.client.lost ?? 0) + (relayed?.agent.lost ?? 0)).toBeGreaterThan(0);
});
