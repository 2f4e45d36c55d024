/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.access.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFilesTest {

    private static final Clock NOW = Clock.systemUTC();

    @TempDir
    Path folder;

    private Certificates made;

    @BeforeEach
    void make() throws Exception {
        made = new Certificates(folder).with("us", "ca", "DNS:us.test").with("others", "ca", "DNS:others.test");
    }

    private static List<String> said(PemFiles files, boolean fatal) {
        return files.findings(NOW).stream()
                .filter(finding -> finding.fatal() == fatal)
                .map(finding -> finding.key() + ": " + finding.sentence())
                .toList();
    }

    private PemFiles with(String certificate, String key) {
        return PemFiles.mutual(made.certificate(certificate), folder.resolve(key), made.certificate("ca"));
    }

    @Test
    void filesThatFitGiveAContextAndNothingIsSaidOfThem() throws Exception {
        PemFiles files = made.files("us");
        assertThat(files.findings(NOW)).isEmpty();
        assertThat(files.context().getProtocol()).isEqualTo("TLS");
        assertThat(PemFiles.NONE.keys()).isEmpty();
        assertThat(PemFiles.NONE.trust()).isEmpty();
    }

    @Test
    void keysOfEveryUsualKindAreRead() throws Exception {
        for (String kind :
                List.of("RSA -pkeyopt rsa_keygen_bits:2048", "ED25519", "EC -pkeyopt ec_paramgen_curve:P-384")) {
            made.openssl("genpkey -out a.key -algorithm " + kind);
            made.openssl("req -x509 -key a.key -subj /CN=a -out a.pem -days 30");
            assertThat(made.files("a").keys()).as(kind).isPresent();
            assertThat(said(with("us", "a.key"), true))
                    .as(kind)
                    .containsExactly("key: " + folder.resolve("a.key")
                            + ": it is not the key of the first certificate in " + folder.resolve("us.pem"));
        }
    }

    @Test
    void aKeyThatCannotBeReadSaysWhatToDoWithIt() throws Exception {
        made.openssl("pkey -in us.key -traditional -out old.key");
        assertThat(said(with("us", "old.key"), true))
                .singleElement()
                .asString()
                .contains("the old form 'EC PRIVATE KEY'", "openssl pkcs8 -topk8 -nocrypt -in");
        made.openssl("pkcs8 -topk8 -in us.key -passout pass:word -out locked.key");
        assertThat(said(with("us", "locked.key"), true))
                .singleElement()
                .asString()
                .contains("the key has a pass phrase");
    }

    @Test
    void everyFileIsLookedAtByItself() throws Exception {
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        PemFiles files = new PemFiles(
                Optional.of(folder.resolve("none.pem")), Optional.of(broken), Optional.of(made.certificate("us")));
        assertThat(said(files, true)).hasSize(3);
        assertThat(said(files, true).get(0)).isEqualTo("ca: " + folder.resolve("none.pem") + ": there is no such file");
        assertThat(said(files, true).get(1)).contains("broken.pem: a certificate in it cannot be read");
        assertThat(said(files, true).get(2)).contains("us.pem: it holds no private key in PEM");
        assertThatThrownBy(files::context).isInstanceOf(UnusableFile.class);
        assertThat(said(new PemFiles(Optional.of(folder), Optional.empty(), Optional.empty()), true))
                .containsExactly("ca: " + folder + ": it is a folder");
    }

    @Test
    void whatWorksAndIsStillNotRightIsNoMistake() throws Exception {
        made.expired("old", "DNS:old.test");
        assertThat(said(made.files("old"), true)).isEmpty();
        assertThat(said(made.files("old"), false))
                .singleElement()
                .asString()
                .startsWith("certificate: ")
                .endsWith("CN=old expired on 2020-02-01T00:00:00Z; renew it");
        assertThat(made.files("us").findings(Clock.offset(NOW, Duration.ofDays(20))))
                .as("ten days before the end")
                .hasSize(2)
                .allMatch(finding -> finding.sentence().contains(" expires on "));
        Files.setPosixFilePermissions(made.key("us"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(said(made.files("us"), false))
                .singleElement()
                .asString()
                .startsWith("key: ")
                .contains("everybody on this machine may read it");
    }

    @Test
    void aSecretIsTheFirstLineOfItsFileAsItIsNow() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), " s3cret \r\nsomething else");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Secret secret = new Secret.OfFile(file);
        assertThat(secret.read()).isEqualTo(" s3cret ");
        assertThat(secret.findings()).isEmpty();
        Files.writeString(file, "\n");
        assertThatThrownBy(secret::read).hasMessage(file + ": its first line is empty, where a secret should stand");
        Files.write(file, new byte[] {(byte) 0xff, 1});
        assertThatThrownBy(secret::read).hasMessage(file + ": it is no text in UTF-8");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(secret.findings()).extracting(Finding::fatal).containsExactly(true, false);
        assertThat(new Secret.OfVariable("PATH").read()).isEqualTo(System.getenv("PATH"));
        assertThat(new Secret.OfVariable("NO_SUCH_VARIABLE").findings())
                .extracting(Finding::sentence)
                .containsExactly("environment variable NO_SUCH_VARIABLE: it is not set, or empty");
    }
}
