/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.access.Certificates;
import io.nameplate.access.credentials.Secret;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.link.MqttVersion;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a device file names login and certificates of a broker. */
class BrokerEntriesTest {

    @TempDir
    Path folder;

    private DevicesReader reader = fresh();

    private static DevicesReader fresh() {
        return new DevicesReader(new Profiles(Optional.empty()), Optional.empty(), Sites.C1, Clock.systemUTC());
    }

    private MqttSource read(String keys) {
        reader = fresh();
        return reader.read("d.yaml", "mqtt:\n  - name: a\n    topics: [x]\n    format: influx-line\n" + keys.indent(4))
                .mqtt()
                .get(0);
    }

    private void isRefused(String keys, String... sentences) {
        assertThatThrownBy(() -> read(keys))
                .isInstanceOf(DocumentException.class)
                .message()
                .contains(sentences);
    }

    @Test
    void loginAndCertificatesAreReadFromFiles() throws Exception {
        Certificates made = new Certificates(folder).with("us", "ca", "DNS:us.test");
        Path password = Files.writeString(folder.resolve("password"), "word\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        MqttSource source = read("""
                broker: ssl://broker.test:8883
                user: c1
                password_file: %1$s/password
                tls: {ca: %1$s/ca.pem, certificate: %1$s/us.pem, key: %1$s/us.key}
                """.formatted(folder));
        assertThat(source.access().user()).contains("c1");
        assertThat(source.access().password()).contains(new Secret.OfFile(password));
        assertThat(source.access().tls()).isEqualTo(made.files("us"));
        assertThat(reader.warnings()).isEmpty();
    }

    @Test
    void aBrokerOverWebSocketsNeedsTheClientThatIsUsedForIt() {
        String text =
                "mqtt:\n  - name: a\n    topics: [x]\n    format: influx-line\n    broker: wss://broker.test/mqtt\n";
        assertThatThrownBy(() -> fresh().over(MqttClients.PAHO).read("d.yaml", text))
                .message()
                .contains("d.yaml:5: 'broker': the client 'paho' is not used for wss://broker.test/mqtt")
                .contains("set mqtt-client to hivemq");
        assertThat(fresh().over(MqttClients.HIVEMQ).read("d.yaml", text).mqtt()).hasSize(1);
        assertThat(fresh().read("d.yaml", text).mqtt())
                .as("where nobody says with what it will be reached")
                .hasSize(1);
    }

    @Test
    void aSourceSpeaksMqtt5UnlessItSaysOtherwise() {
        assertThat(read("broker: tcp://h:1883\n").version()).isEqualTo(MqttVersion.V5);
        assertThat(read("broker: tcp://h:1883\nmqtt_version: 5\n").version()).isEqualTo(MqttVersion.V5);
        assertThat(read("broker: tcp://h:1883\nmqtt_version: 3.1.1\n").version())
                .isEqualTo(MqttVersion.V3_1_1);
        for (String other : new String[] {"3.1", "4", "5.0", "''", "[5]"}) {
            isRefused(
                    "broker: tcp://h:1883\nmqtt_version: " + other + "\n",
                    "d.yaml:6: 'mqtt_version' must be 5 or 3.1.1, found ");
        }
        isRefused("broker: tcp://h:1883\nversion: 3.1.1\n", "unknown key 'version'");
    }

    /** Of 3.1.1 there is one client, whatever the others are reached with. */
    @Test
    void aBrokerOfMqtt311OverWebSocketsIsReachedWhateverTheClientOfTheOthersIs() {
        String text =
                "mqtt:\n  - {name: a, topics: [x], format: influx-line, broker: wss://b.test/mqtt, mqtt_version: 3.1.1}\n";
        assertThat(fresh().over(MqttClients.PAHO).read("d.yaml", text).mqtt()).hasSize(1);
    }

    @Test
    void aPasswordInTheFileIsRefusedAndNotRepeated() {
        isRefused(
                "broker: tcp://127.0.0.1:1883\nuser: c1\npassword: s3cret\n",
                "d.yaml:7: a password does not stand in this file");
        isRefused(
                "broker: tcp://c1:s3cret@127.0.0.1:1883\n",
                "d.yaml:5: 'broker' must not name user and password (found 'tcp://…@127.0.0.1:1883')");
        isRefused("broker: mqtt://c1:s3cret@h\n", "tcp://…@h".replace("tcp", "mqtt"));
        for (String keys :
                new String[] {"broker: tcp://c1:s3cret@h:1\n", "broker: tcp://h:1\nuser: a\npassword: s3cret\n"}) {
            assertThatThrownBy(() -> read(keys)).message().doesNotContain("s3cret");
        }
    }

    @Test
    void everyFileThatCannotBeUsedIsNamedWithItsLine() {
        isRefused(
                """
                broker: ssl://h:8883
                password_file: no/such
                password_variable: NO_SUCH_VARIABLE
                tls:
                  ca: no/ca.pem
                  certificate: no/us.pem
                """,
                "d.yaml:6: 'password_file': no/such: there is no such file",
                "d.yaml:7: 'password_file' and 'password_variable' stand both; keep one",
                "a password needs a 'user' beside it",
                "d.yaml:9: 'ca': no/ca.pem: there is no such file",
                "d.yaml:10: 'certificate': no/us.pem: there is no such file",
                "d.yaml:10: 'certificate' needs 'key' beside it");
        isRefused("broker: mqtts://h:8883\n", "did you mean 'ssl://h:8883'?");
        isRefused(
                "broker: tcp://h:1883\nuser: a\npassword_variable: NO_SUCH_VARIABLE\n",
                "d.yaml:7: 'password_variable': environment variable NO_SUCH_VARIABLE");
        isRefused("broker: ssl://h:8883\ntsl: {}\n", "did you mean 'tls'?");
    }

    @Test
    void certificatesForAConnectionInTheClearAreAMistakeAndAPasswordOverOneAWarning() throws Exception {
        new Certificates(folder);
        isRefused(
                "broker: tcp://h:1883\ntls: {ca: " + folder.resolve("ca.pem") + "}\n",
                "d.yaml:6: 'tls': certificates need a broker at ssl:// or wss://");
        Path open = Files.writeString(folder.resolve("open"), "word\n");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        read("broker: tcp://broker.test:1883\nuser: a\npassword_file: " + open + "\n");
        assertThat(reader.warnings())
                .extracting(Problem::toString)
                .anyMatch(
                        said -> said.startsWith("d.yaml:6: 'user': the password goes unencrypted to tcp://broker.test"))
                .anyMatch(said -> said.startsWith("d.yaml:7: 'password_file': " + open + ": everybody"));
    }
}
