// The system's message boxes cannot be clicked by Playwright: they are answered in their place, and what they said is
// kept.
import type { LaunchedApp } from './launched-app.ts';

/** Every question from now on is answered with the button that fits; the result reads what was asked. */
export async function answerQuestions(
  { electronApp }: LaunchedApp,
  label: RegExp,
): Promise<() => Promise<readonly string[]>> {
  await electronApp.evaluate(({ dialog }, source) => {
    const asked: string[] = [];
    (globalThis as { asked?: string[] }).asked = asked;
    const answer = (...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> => {
      const options = args.at(-1) as { message: string; buttons: string[] };
      asked.push(options.message);
      const response = options.buttons.findIndex((button) => new RegExp(source).test(button));
      return Promise.resolve({ response, checkboxChecked: false });
    };
    dialog.showMessageBox = answer;
  }, label.source);
  return () => electronApp.evaluate(() => (globalThis as { asked?: string[] }).asked ?? []);
}
