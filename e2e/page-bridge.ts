// The app's bridge called from the test as the page would: for setting the stage, and for what hostile code would try.
import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { SettingsPatch } from '../shared/settings.ts';

export interface Answer {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}

export interface Bridge {
  call(name: string, input: unknown, callId: string): Promise<Answer>;
}

export function callMain(page: Page, name: string, input: unknown): Promise<Answer> {
  return page.evaluate(
    ([callName, callInput, callId]) =>
      (globalThis as unknown as { sallyport: Bridge }).sallyport.call(callName, callInput, callId),
    [name, input, randomUUID()] as const,
  );
}

export async function changeSettings(page: Page, patch: SettingsPatch): Promise<void> {
  expect(await callMain(page, 'settings.change', patch)).toMatchObject({ ok: true });
}
