import { expect, test } from 'vitest';
import type { FileItem } from '../../shared/files.ts';
import { fileRows, inFolder, modeText, parentOf, shownName } from './file-rows.ts';

const item = (name: string, size = 0, kind: FileItem['kind'] = 'file'): FileItem => ({
  name,
  size,
  kind,
  linkTo: null,
  mode: 0o644,
  modifiedAt: null,
  owner: null,
  group: null,
});

test('folders come first, numbers in names count, hidden ones can be left out', () => {
  const items = [item('file10'), item('file9'), item('.bashrc'), item('logs', 4096, 'folder')];
  const names = (rows: FileItem[]) => rows.map(({ name }) => name);
  expect(names(fileRows(items, { by: 'name', direction: 'up' }, 'left-out'))).toEqual([
    'logs',
    'file9',
    'file10',
  ]);
  expect(names(fileRows(items, { by: 'name', direction: 'down' }, 'shown'))[0]).toBe('logs');
  expect(fileRows(items, { by: 'name', direction: 'up' }, 'shown')).toHaveLength(4);
  const sized = [item('a', 1), item('b', 3), item('c', 2)];
  expect(names(fileRows(sized, { by: 'size', direction: 'down' }, 'shown'))).toEqual(['b', 'c', 'a']);
});

test('permissions are written as ls writes them', () => {
  expect(modeText(0o754)).toBe('rwxr-xr--');
  expect(modeText(0)).toBe('---------');
});

test('what a name hides is shown', () => {
  expect(shownName('a\u202etxt.exe')).toBe('a\\u{202e}txt.exe');
  expect(shownName('two\nlines')).toBe('two\\u{a}lines');
  expect(shownName('ä 漢.txt')).toBe('ä 漢.txt');
});

test('up and down from a folder', () => {
  expect(parentOf('/home/ec2-user')).toBe('/home');
  expect(parentOf('/home')).toBe('/');
  expect(parentOf('/')).toBeNull();
  expect(inFolder('/', 'etc')).toBe('/etc');
  expect(inFolder('/etc', 'ssh')).toBe('/etc/ssh');
});
