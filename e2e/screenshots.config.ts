// Not tests: walks through the real app that take a picture of every state. Run by scripts/screenshots.mjs.
import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

export default defineConfig(tests, { testMatch: /screenshots\.ts$/, timeout: 240_000, reporter: [['list']] });
