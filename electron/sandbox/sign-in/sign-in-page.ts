// The page on which somebody allows a sign-in or refuses it, where AWS shows its own.
import type { SignInPage } from './identity-center.ts';

/** `page` null: the request was not one that may be answered. */
export function pageHtml(page: SignInPage | null): string {
  if (page === null) return html('<p>This sign-in is not known, or its time is over.</p>');
  if (page.answer === 'allowed' || page.answer === 'used')
    return html('<p>You are signed in to the sandbox. You can close this page.</p>');
  if (page.answer === 'denied') return html('<p>You refused. You can close this page.</p>');
  const code = page.kind.name === 'device' ? `<p>Code: <b>${page.kind.userCode}</b></p>` : '';
  const link = (answer: string, words: string): string =>
    `<a href="/sign-in?page=${page.id}&amp;answer=${answer}">${words}</a>`;
  return html(
    `<p>Allow this program to reach the sandbox?</p>${code}<p>${link('allow', 'Allow')} ${link('deny', 'Deny')}</p>`,
  );
}

/** The first answer counts. */
export function answerPage(page: SignInPage, answer: 'allowed' | 'denied'): void {
  if (page.answer === 'open') page.answer = answer;
}

/** Where the browser takes the answer; null where nobody waits at an address. */
export function grantedUrl(page: SignInPage): string | null {
  return backUrl(page, { code: page.id });
}

export function deniedUrl(page: SignInPage): string | null {
  return backUrl(page, { error: 'access_denied', error_description: 'The request was denied' });
}

function backUrl({ kind }: SignInPage, answer: Readonly<Record<string, string>>): string | null {
  if (kind.name !== 'code') return null;
  const url = new URL(kind.redirectUri);
  url.search = new URLSearchParams({ ...answer, state: kind.state }).toString();
  return url.href;
}

function html(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Sandbox sign-in</title><body style="font:16px/1.5 system-ui,sans-serif;max-width:40ch;margin:10vh auto"><h1>Sandbox</h1>${body}</body></html>`;
}
