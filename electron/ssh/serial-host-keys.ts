// The host keys of EC2's serial consoles, one a region, as AWS publishes them: pinned, never asked about. Data only.

/** Where a region's serial console is, and the `SHA256:…` fingerprint of its host key. */
export interface SerialConsole {
  readonly host: string;
  readonly fingerprint: string;
}

type Fingerprints = Readonly<Record<string, string>>;

const STANDARD: Fingerprints = {
  'us-east-1': 'dXwn5ma/xadVMeBZGEru5l2gx+yI5LDiJaLUcz0FMmw',
  'us-east-2': 'EhwPkTzRtTY7TRSzz26XbB0/HvV9jRM7mCZN0xw/d/0',
  'us-west-1': 'OHldlcMET8u7QLSX3jmRTRAPFHVtqbyoLZBMUCqiH3Y',
  'us-west-2': 'EMCIe23TqKaBI6yGHainqZcMwqNkDhhAVHa1O2JxVUc',
  'ap-south-1': 'oBLXcYmklqHHEbliARxEgH8IsO51rezTPiSM35BsU40',
  'ap-northeast-1': 'RQfsDCZTOfQawewTRDV1t9Em/HMrFQe+CRlIOT5um4k',
  'ap-northeast-2': 'FoqWXNX+DZ++GuNTztg9PK49WYMqBX+FrcZM2dSrqrI',
  'ap-southeast-1': 'PLFNn7WnCQDHx3qmwLu1Gy/O8TUX7LQgZuaC6L45CoY',
  'ap-southeast-2': 'yFvMwUK9lEUQjQTRoXXzuN+cW9/VSe9W984Cf5Tgzo4',
  'ca-central-1': 'P2O2jOZwmpMwkpO6YW738FIOTHdUTyEv2gczYMMO7s4',
  'eu-central-1': 'aCMFS/yIcOdOlkXvOl8AmZ1Toe+bBnrJJ3Fy0k0De2c',
  'eu-west-1': 'h2AaGAWO4Hathhtm6ezs3Bj7udgUxi2qTrHjZAwCW6E',
  'eu-west-2': 'a69rd5CE/AEG4Amm53I6lkD1ZPvS/BCV3tTPW2RnJg8',
  'eu-west-3': 'q8ldnAf9pymeNe8BnFVngY3RPAr/kxswJUzfrlxeEWs',
  'eu-north-1': 'tkGFFUVUDvocDiGSS3Cu8Gdl6w2uI32EPNpKFKLwX84',
  'sa-east-1': 'rd2+/32Ognjew1yVIemENaQzC+Botbih62OqAPDq1dI',
};

const API_AWS: Fingerprints = {
  'af-south-1': 'RMWWZ2fVePeJUqzjO5jL2KIgXsczoHlz21Ed00biiWI',
  'ap-east-1': 'T0Q1lpiXxChoZHplnAkjbP7tkm2xXViC9bJFsjYnifk',
  'ap-east-2': 'z1rsF5DE8aQqsHwBr/D40tR2GnyMqnScCUa1z1eFwDQ',
  'ap-south-2': 'WJgPBSwV4/shN+OPITValoewAuYj15DVW845JEhDKRs',
  'ap-southeast-3': '5ZwgrCh+lfns32XITqL/4O0zIfbx4bZgsYFqy3o8mIk',
  'ap-southeast-4': 'Avaq27hFgLvjn5gTSShZ0oV7h90p0GG46wfOeT6ZJvM',
  'ap-southeast-5': 'cQXTHQMRcqRdIjmAGoAMBSExeoRobYyRwT67yTjnEiA',
  'ap-southeast-6': 'wNltdH0gVfM5uHJKjrw+ElFuKoJgalcSKqjCS+lLkv4',
  'ap-southeast-7': 'KCAZiRYrR1Q2lqsg7vTwixWmvc2wmjVT31XRgSdEfDY',
  'ap-northeast-3': 'Am0/jiBKBnBuFnHr9aXsgEV3G8Tu/vVHFXE/3UcyjsQ',
  'ca-west-1': 's3rc8lI2xhbhr3iedjJNxGAFLPGOLjx7IxxXrGckk6Q',
  'eu-south-1': 'lC0kOVJnpgFyBVrxn0A7n99ecLbXSX95cuuS7X7QK30',
  'eu-south-2': 'GoCW2DFRlu669QNxqFxEcsR6fZUz/4F4n7T45ZcwoEc',
  'eu-central-2': '8Ppx2mBMf6WdCw0NUlzKfwM4/IfRz4OaXFutQXWp6mk',
  'il-central-1': 'JR6q8v6kNNPi8+QSFQ4dj5dimNmZPTgwgsM1SNvtYyU',
  'mx-central-1': 'BCuVl13iQNk+CcVnt18Ef4p2ZHUrBBAOxlFetB32GS0',
  'me-south-1': 'nPjLLKHu2QnLdUq2kVArsoK5xvPJOMRJKCBzCDqC3k8',
  'me-central-1': 'zpb5duKiBZ+l0dFwPeyykB4MPBYhI/XzXNeFSDKBvLE',
};

const CHINA: Fingerprints = {
  'cn-north-1': '2gHVFy4H7uU3+WaFUxD28v/ggMeqjvSlgngpgLgGT+Y',
  'cn-northwest-1': 'TdgrNZkiQOdVfYEBUhO4SzUA09VWI5rYOZGTogpwmiM',
};

const GOV_CLOUD: Fingerprints = {
  'us-gov-east-1': 'tIwe19GWsoyLClrtvu38YEEh+DHIkqnDcZnmtebvF28',
  'us-gov-west-1': 'kfOFRWLaOZfB+utbd3bRf8OlPf8nGO2YZLqXZiIw5DQ',
};

/** Null for a region whose key is not known here: newer than this list, or without serial consoles. */
export function serialConsoleOf(region: string): SerialConsole | null {
  return (
    consoleIn(STANDARD, region, (name) => `serial-console.ec2-instance-connect.${name}.aws`) ??
    consoleIn(API_AWS, region, (name) => `ec2-serial-console.${name}.api.aws`) ??
    consoleIn(CHINA, region, (name) => `ec2-serial-console.${name}.api.amazonwebservices.com.cn`) ??
    consoleIn(GOV_CLOUD, region, (name) => `serial-console.ec2-instance-connect.${name}.amazonaws.com`)
  );
}

function consoleIn(
  fingerprints: Fingerprints,
  region: string,
  hostOf: (region: string) => string,
): SerialConsole | null {
  const fingerprint = Object.hasOwn(fingerprints, region) ? fingerprints[region] : undefined;
  return fingerprint === undefined ? null : { host: hostOf(region), fingerprint: `SHA256:${fingerprint}` };
}
