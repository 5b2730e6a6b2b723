// What asks for new keys of a command has the keyboard for itself while it has the focus.
const MARK = 'data-records-keys';

export function recordingMark(isListening: boolean): { readonly [MARK]?: '' } {
  return isListening ? { [MARK]: '' } : {};
}

export function recordsKeys(element: Element | null): boolean {
  return element?.hasAttribute(MARK) === true;
}
