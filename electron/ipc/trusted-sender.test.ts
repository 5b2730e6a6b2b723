// Only the main frame of our window with our page in it is heard.
import { expect, it } from 'vitest';
import { isTrustedSender } from './trusted-sender.ts';

const mainFrame = { url: 'app://sallyport/index.html' };
const contents = { mainFrame };
const options = {
  contents: () => contents as never,
  isOurPage: (url: string) => url.startsWith('app://sallyport/'),
};
const trusted = (event: { sender: unknown; senderFrame: unknown }, over: object = {}) =>
  isTrustedSender(event as never, { ...options, ...over });

it('hears the main frame of our page', () => {
  expect(trusted({ sender: contents, senderFrame: mainFrame })).toBe(true);
});

it.each([
  ['another window', { sender: { mainFrame }, senderFrame: mainFrame }],
  ['a frame inside', { sender: contents, senderFrame: { url: mainFrame.url } }],
  ['a frame that has gone', { sender: contents, senderFrame: null }],
])('does not hear %s', (_what, event) => {
  expect(trusted(event)).toBe(false);
});

it('does not hear another page in the main frame, nor anyone when there is no window', () => {
  const elsewhere = { url: 'https://example.com/' };
  const gone = { mainFrame: elsewhere };
  expect(trusted({ sender: gone, senderFrame: elsewhere }, { contents: () => gone })).toBe(false);
  expect(trusted({ sender: contents, senderFrame: mainFrame }, { contents: () => null })).toBe(false);
});
