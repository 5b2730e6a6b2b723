import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { UsageError } from './usage-error.ts';

describe('sallyport ssh', () => {
  it.each<[string[], object]>([
    [['web-1'], { target: 'web-1', user: null, command: null, route: null, terminal: 'auto', app: 'if-open' }],
    [['anna@web-1', 'ls', '-la', '--', 'x'], { target: 'web-1', user: 'anna', command: 'ls -la -- x' }],
    [['-l', 'anna', 'web-1', '-q', 'id'], { user: 'anna', quiet: true, command: 'id' }],
    [['web-1', '--', 'ls', '-q'], { command: 'ls -q', quiet: false }],
    [['--route', 'eice:eice-0123', 'x'], { route: { kind: 'eice', endpointId: 'eice-0123' } }],
    [['--route', 'direct:::1', 'x'], { route: { kind: 'direct', address: '::1' } }],
    [['-N', '-L', '5432:db:5432', 'x'], { onlyForward: true, local: [{ address: '127.0.0.1', port: 5432, host: 'db', hostPort: 5432 }] }],
    [['-L', '127.0.0.5:0:[::1]:80', 'x'], { local: [{ address: '127.0.0.5', port: 0, host: '::1', hostPort: 80 }] }],
    [['-R', '*:8080:localhost:3000', 'x'], { remote: [{ address: '0.0.0.0', port: 8080, host: 'localhost', hostPort: 3000 }] }],
    [['-D', '1080', 'x'], { dynamic: [{ address: '127.0.0.1', port: 1080 }] }],
  ])('%j', (argv, given) => {
    expect(readArguments(['ssh', ...argv])).toMatchObject({ kind: 'ssh', given });
  }); // prettier-ignore

  it.each<[string[], RegExp]>([
    [[], /TARGET is missing/],
    [['anna@'], /TARGET is missing/],
    [['-l', '-x', 'web'], /ambiguous/],
    [['--route', 'jump', 'web'], /is not one of auto/],
    [['--route', 'ssm:x', 'web'], /is not one of auto/],
    [['-L', '5432:db', 'web'], /-L "5432:db" is not of the form/],
    [['-L', '5432:db:99999', 'web'], /is not a port/],
    [['-L', '5432:d b:1', 'web'], /"d b" is not a host/],
    [['-N', 'web', 'ls'], /exclude each other/],
    [['--app', '--no-app', 'web'], /exclude each other/],
  ])('refuses %j', (argv, words) => {
    expect(() => readArguments(['ssh', ...argv])).toThrow(UsageError);
    expect(() => readArguments(['ssh', ...argv])).toThrow(words);
  });
});

describe('sallyport cp', () => {
  it.each<[string[], object]>([
    [['a', 'web-1:b'], { sources: [{ kind: 'local', path: 'a' }], destination: { kind: 'remote', target: 'web-1', path: 'b', user: null } }],
    [['-r', 'anna@web:', './x:y', '.'].slice(0, 2).concat('.'), { recursive: true, sources: [{ kind: 'remote', target: 'web', user: 'anna', path: '' }], destination: { kind: 'local', path: '.' } }],
    [['./a:b', 'C:\\x', 'web:/t'], { sources: [{ kind: 'local', path: './a:b' }, { kind: 'local', path: 'C:\\x' }] }],
  ])('%j', (argv, given) => {
    expect(readArguments(['cp', ...argv])).toMatchObject({ kind: 'cp', given });
  }); // prettier-ignore

  it.each<[string[], RegExp]>([
    [['a'], /are needed/],
    [['a', 'b'], /One side has to be TARGET:PATH/],
    [['web:a', 'web:b'], /One side/],
    [['one:a', 'two:b', '.'], /on one target/],
  ])('refuses %j', (argv, words) => {
    expect(() => readArguments(['cp', ...argv])).toThrow(words);
  });
});

describe('sallyport proxy', () => {
  it.each<[string[], object]>([
    [['i-1', '22'], { target: 'i-1', port: 22, keys: { kind: 'as-ssh', host: 'i-1' }, quiet: true }],
    [['--user', 'anna', '--keys-of', 'web', 'i-1', '2222'], { user: 'anna', port: 2222, keys: { kind: 'as-ssh', host: 'web' } }],
    [['--no-push', '-v', 'i-1'], { keys: { kind: 'none' }, quiet: false, port: null }],
    [['--saved', 'abc', '--public-key', 'k.pub', 'i-1'], { savedConnectionId: 'abc', keys: { kind: 'files', files: ['k.pub'] } }],
  ])('%j', (argv, given) => {
    expect(readArguments(['proxy', ...argv])).toMatchObject({ kind: 'proxy', given });
  }); // prettier-ignore
});
