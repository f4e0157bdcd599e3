/** Names of files that hold secrets by custom, lower case. */
const names: readonly RegExp[] = [
  /^\.env(?:rc|[._-].*)?$/,
  /\.env$/,
  /\.(?:pem|key|p8|p12|pfx|pkcs12|ppk|jks|keystore|bks|keytab|kdbx?|ovpn|gpg|pgp|age|agekey)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519|ecdsa_sk|ed25519_sk)/,
  /^(?:kubeconfig(?:[._-].*)?|.*\.kubeconfig)$/,
  /\.(?:tfvars|tfstate)(?:\.json|\.backup)?$/,
  /^\.(?:npmrc|yarnrc|pypirc|netrc|pgpass|my\.cnf|mylogin\.cnf|htpasswd|git-credentials|dockercfg|dockerconfigjson)$/,
  /^\.(?:s3cfg|boto|vault-token|vault_pass|terraformrc|rclone\.conf|authinfo|esmtprc|msmtprc|fetchmailrc|credentials)$/,
  /^(?:_netrc|wallet\.dat|shadow|terraform\.rc|rclone\.conf|logins\.json|key[34]\.db|secring\..*)$/,
  // Code about credentials is code; data with such a name is one.
  /^(?:.*[._-])?(?:credentials?|secrets?|passwords?|passwd)(?:[._-].*)?(?<!\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|scala|cs|fs|vb|rb|php|swift|c|cc|cpp|h|hpp|m|mm|dart|ex|exs|erl|clj|lua|sh|ps1|sql|vue|svelte|html?|css|scss|less|md|mdx|rst|tf|bicep|proto|graphql))$/,
  /(?:client[_-]?secret|service[_-]?account|adminsdk).*\.json$/,
];

/** Folders in which programs keep their secrets. */
const folders =
  /(?:^|\/)\.(?:ssh|gnupg|aws|azure|kube|password-store|config\/gcloud|config\/gh|docker\/config\.json)(?:\/|$)/;

/**
 * Whether a file's name or folder says that it holds secrets.
 *
 * @param path with `/` or `\` as separator. Case, white space and dots at the end, and what stands behind a `:` (a
 *   stream of NTFS) make no difference.
 */
export function isSecretsFile(path: string): boolean {
  const plain = path.replaceAll("\\", "/").normalize("NFC").toLowerCase();
  const name = plain
    .slice(plain.lastIndexOf("/") + 1)
    .replace(/:.*$/s, "")
    .replace(/[. ]+$/, "");
  return folders.test(plain) || names.some((pattern) => pattern.test(name));
}
