// What the options sheet holds while it is filled in, and what it becomes. Pure.
import type { DesktopSpec } from '../../shared/desktop.ts';
import type { RdpOptions } from '../../shared/rdp.ts';

export interface DesktopOptionsForm {
  readonly options: RdpOptions;
  /** As typed; for a window of a fixed size. */
  readonly width: string;
  readonly height: string;
  readonly client: DesktopSpec['client'];
  readonly command: string;
  readonly signIn: 'first-password' | 'account';
  readonly userName: string;
}

export type OptionsField = 'width' | 'height' | 'command' | 'userName';
export type OptionsProblems = Partial<Record<OptionsField, string>>;

/** A size that fits on most screens beside something else. */
const FIRST_SIZE = { width: '1280', height: '800' };
const SIZES = { width: { min: 640, max: 8192 }, height: { min: 480, max: 8192 } } as const;

export function optionsFormOf(spec: DesktopSpec): DesktopOptionsForm {
  const { display } = spec.options;
  const size =
    display.kind === 'window' ? { width: String(display.width), height: String(display.height) } : FIRST_SIZE;
  return {
    ...size,
    options: spec.options,
    client: spec.client,
    command: spec.command ?? '',
    signIn: spec.userName === null ? 'first-password' : 'account',
    userName: spec.userName ?? '.\\Administrator',
  };
}

/** `kind` of a display chosen in the form; the size is taken from its fields when it is saved. */
export function withDisplay(
  form: DesktopOptionsForm,
  kind: RdpOptions['display']['kind'],
): DesktopOptionsForm {
  const size = { width: Number(form.width), height: Number(form.height) };
  return { ...form, options: { ...form.options, display: kind === 'window' ? { kind, ...size } : { kind } } };
}

export function specOf(
  form: DesktopOptionsForm,
):
  | { readonly ok: true; readonly spec: DesktopSpec }
  | { readonly ok: false; readonly problems: OptionsProblems } {
  const isWindow = form.options.display.kind === 'window';
  const command = form.command.trim();
  const userName = form.userName.trim();
  const problems: OptionsProblems = {
    ...(isWindow && sizeProblem('width', form.width)),
    ...(isWindow && sizeProblem('height', form.height)),
    ...(form.client === 'custom' && commandProblem(command)),
    ...(form.signIn === 'account' && userProblem(userName)),
  };
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const { options } = withDisplay(form, form.options.display.kind);
  return {
    ok: true,
    spec: {
      options,
      client: form.client,
      // Kept while another client is chosen, so that it is not lost; one that cannot be stored is.
      command: command === '' || commandProblem(command) !== null ? null : command,
      userName: form.signIn === 'account' ? userName : null,
    },
  };
}

function sizeProblem(field: 'width' | 'height', text: string): OptionsProblems | null {
  const { min, max } = SIZES[field];
  const value = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return value >= min && value <= max ? null : { [field]: `From ${min} to ${max}.` };
}

// The same rules as main's, which checks once more.
function commandProblem(command: string): OptionsProblems | null {
  if (command === '') return { command: 'A program and its arguments.' };
  if (/\p{Cc}/u.test(command)) return { command: 'One line.' };
  return /\{pass(word|phrase)?\}/i.test(command)
    ? { command: 'A password is never put on a command line.' }
    : null;
}

function userProblem(userName: string): OptionsProblems | null {
  return userName === '' || /[\p{Cc}"]/u.test(userName) ? { userName: 'A user name such as .\\anna.' } : null;
}
