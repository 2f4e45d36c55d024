/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.BrokerAddress;
import io.nameplate.access.credentials.Finding;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.PinnedCertificates;
import io.nameplate.access.credentials.Secret;
import io.nameplate.access.credentials.UnusableFile;
import io.nameplate.collectors.scrape.Credentials;
import io.nameplate.collectors.scrape.Credentials.Login;
import io.nameplate.model.language.document.Fields;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the keys that name certificates, keys and secrets, and looks at the files: what is wrong is noted beside the key. */
final class CredentialEntries {

    private static final Path NOWHERE = Path.of("");
    private static final List<String> PEM = List.of("ca", "certificate", "key");

    private final Surroundings surroundings;

    CredentialEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * The files of a mapping {@code tls}, which may have further keys.
     *
     * @param required those that have to be named
     */
    PemFiles pem(Fields tls, List<String> required) {
        for (String key : PEM) {
            if (required.contains(key) && !tls.has(key)) {
                tls.text(key);
            }
        }
        PemFiles files = new PemFiles(file(tls, "ca"), file(tls, "certificate"), file(tls, "key"));
        pair(tls, "certificate", "key", required);
        pair(tls, "key", "certificate", required);
        files.findings(surroundings.clock()).forEach(finding -> note(tls, finding));
        return files;
    }

    private static void pair(Fields tls, String one, String other, List<String> required) {
        if (tls.has(one) && !tls.has(other) && !required.contains(other)) {
            tls.problem(one, "'" + one + "' needs '" + other + "' beside it");
        }
    }

    /** A file with a token. */
    Optional<Path> token(Fields fields) {
        Optional<Path> file = file(fields, "token_file");
        file.ifPresent(path -> {
            Secret secret = new Secret.OfFile(path);
            secret.findings()
                    .forEach(finding -> note(fields, new Finding("token_file", finding.sentence(), finding.fatal())));
            if (!isToken(secret)) {
                fields.problem("token_file", path + ": its first line is no token: one word of printable characters");
            }
        });
        return file;
    }

    /** False where it is something else; what cannot be read is told elsewhere. */
    private static boolean isToken(Secret secret) {
        try {
            return Credentials.tokenIn(secret.read()).isPresent();
        } catch (UnusableFile told) {
            return true;
        }
    }

    /** A user and the password of it. */
    Optional<Login> login(Fields fields) {
        Optional<String> user = fields.has("user") ? Optional.of(fields.text("user")) : Optional.empty();
        Optional<Secret> password = password(fields);
        password.ifPresent(secret -> secret.findings().forEach(finding -> note(fields, finding)));
        if (user.isPresent() != password.isPresent()) {
            fields.problem(
                    "user",
                    user.isPresent()
                            ? "'user' needs 'password_file' or 'password_variable' beside it"
                            : "a password needs a 'user' beside it");
        }
        if (user.filter(name -> name.contains(":")).isPresent()) {
            fields.problem("user", "a user's name holds no colon");
        }
        return user.flatMap(name -> password.map(secret -> new Login(name, secret)));
    }

    /** A file with the certificates of the other side itself. */
    Optional<Path> pinned(Fields tls) {
        Optional<Path> pinned = file(tls, "pinned");
        if (tls.has("ca") && tls.has("pinned")) {
            tls.problem(
                    "ca",
                    "'ca' believes whom these vouch for, 'pinned' only who shows one of these certificates: keep one");
        }
        pinned.ifPresent(file -> PinnedCertificates.findings(file).forEach(finding -> note(tls, finding)));
        return pinned;
    }

    /** The keys of a broker's login and certificates. */
    BrokerAccess broker(Fields fields, String broker) {
        Optional<String> user = fields.has("user") ? Optional.of(fields.text("user")) : Optional.empty();
        Optional<Secret> password = password(fields);
        password.ifPresent(secret -> secret.findings().forEach(finding -> note(fields, finding)));
        PemFiles tls = PemFiles.NONE;
        if (fields.has("tls")) {
            Fields files = fields.fields("tls", "the files of a secured connection: ca, certificate, key");
            tls = pem(files, List.of());
            files.end();
        }
        if (password.isPresent() && user.isEmpty()) {
            fields.problem("user", "a password needs a 'user' beside it");
            password = Optional.empty();
        }
        BrokerAccess access = new BrokerAccess(user, password, tls);
        if (BrokerAddress.problem(broker).isEmpty()) {
            access.around(broker).forEach(finding -> note(fields, finding));
        }
        return access;
    }

    private static Optional<Secret> password(Fields fields) {
        if (fields.has("password")) {
            fields.problem(
                    "password",
                    "a password does not stand in this file: put it in a file of its own ('password_file') or in an"
                            + " environment variable ('password_variable'), and exchange the one that stood here");
        }
        if (fields.has("password_file") && fields.has("password_variable")) {
            fields.problem("password_variable", "'password_file' and 'password_variable' stand both; keep one");
        }
        Optional<Secret> file = file(fields, "password_file").map(Secret.OfFile::new);
        return file.isPresent() || !fields.has("password_variable")
                ? file
                : Optional.of(new Secret.OfVariable(fields.text("password_variable")));
    }

    private static Optional<Path> file(Fields fields, String key) {
        return fields.has(key)
                ? Optional.of(fields.value(key, "the path of a file", Path::of, NOWHERE))
                        .filter(path -> !path.equals(NOWHERE))
                : Optional.empty();
    }

    private void note(Fields fields, Finding finding) {
        String sentence = "'" + finding.key() + "': " + finding.sentence();
        if (finding.fatal()) {
            fields.problem(finding.key(), sentence);
        } else {
            surroundings.warn(fields, finding.key(), sentence);
        }
    }
}
