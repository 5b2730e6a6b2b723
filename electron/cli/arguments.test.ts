import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

describe('readArguments', () => {
  it('reads a shell with everything', () => {
    const line =
      'shell web-1 -p work --region eu-west-1 --document Doc --parameter a=1 --parameter a=2 --parameter b=x=y --reason why -q';
    expect(readArguments(line.split(' '))).toEqual({
      kind: 'shell',
      given: {
        profile: 'work', region: 'eu-west-1', target: 'web-1', documentName: 'Doc', reason: 'why', command: null, quiet: true,
        parameters: { a: ['1', '2'], b: ['x=y'] },
      },
    }); // prettier-ignore
  });

  it.each([
    [[], { kind: 'help', topic: 'main' }],
    [['help', 'shell'], { kind: 'help', topic: 'shell' }],
    [['targets', '--help'], { kind: 'help', topic: 'targets' }],
    [['--version'], { kind: 'version' }],
    [['targets', '--json', '-s', 'web'], { kind: 'targets', given: { json: true, search: 'web' } }],
  ])('%j', (argv, expected) => {
    expect(readArguments(argv)).toMatchObject(expected);
  });

  it.each([
    [['fly'], /There is no command "fly"/],
    [['shell'], /TARGET is missing/],
    [['shell', 'a', 'b'], /"b" is not understood/],
    [['shell', 'a', '--command', 'x', '--document', 'y'], /exclude each other/],
    [['shell', 'a', '--parameter', 'novalue'], /name=value/],
    [['targets', '--nope'], /Unknown option '--nope'/],
    [['targets', '--region'], /argument missing/],
  ])('refuses %j', (argv, words) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(words);
  });
});
