/* Keys and certificates for tests: FOLDER/NAME.key.pem and .cert.pem. */
import { readFileSync } from 'node:fs';

export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const DSP = '90-B3-D5-1F-30-00-00-02';

export const keyOf = (folder, name) => readFileSync(`${folder}/${name}.key.pem`);
export const certificateOf = (folder, name) => readFileSync(`${folder}/${name}.cert.pem`);
