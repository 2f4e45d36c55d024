/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.access.Certificates;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.streamjobs.ingest.MqttClients;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {

    @Test
    void theDefaultsAreThoseOfTheManual() {
        Arguments arguments = Arguments.parse(
                new String[] {"--broker", "tcp://127.0.0.1:1883", "--ledger=http://127.0.0.1:8620", "--data", "d"});
        assertThat(arguments.mqttClient()).isEqualTo(MqttClients.PAHO);
        assertThat(arguments.consumer()).isEqualTo("job");
        assertThat(arguments.checkpointInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(arguments.deadline()).isEmpty();
        assertThat(arguments.horizon()).isEqualTo(Duration.ofMinutes(60));
        assertThat(arguments.parallelism()).isEqualTo(1);
        assertThat(arguments.influx()).isEmpty();
        assertThat(arguments.restPort()).isEmpty();
        assertThat(arguments.data()).isAbsolute();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> Arguments.parse(new String[] {
                    "--broker",
                    "localhost",
                    "--deadline",
                    "soon",
                    "--rest-port",
                    "99999",
                    "--colour",
                    "red",
                    "--mqtt-client",
                    "x"
                }))
                .isInstanceOf(Arguments.UsageException.class)
                .hasMessageContaining("'--colour' is not an option")
                .hasMessageContaining("--broker must be an address such as tcp://127.0.0.1:1883")
                .hasMessageContaining("--mqtt-client 'x' is not paho or hivemq")
                .hasMessageContaining("--ledger is missing")
                .hasMessageContaining("--data is missing")
                .hasMessageContaining("--deadline 'soon' is not a duration")
                .hasMessageContaining("--rest-port '99999' is not a port");
    }

    private static final String[] HERE = {"--ledger=http://l:8080", "--data=d"};

    private static Arguments parse(String... more) {
        return Arguments.parse(Stream.concat(Stream.of(HERE), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void loginAndCertificatesAreNamedAndTheirFilesLookedAt(@TempDir Path folder) throws Exception {
        Certificates made = new Certificates(folder).with("job", "ca", "DNS:job");
        Path password = Files.writeString(folder.resolve("password"), "secret\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        Arguments arguments = parse(
                "--broker=ssl://b",
                "--broker-user=job",
                "--broker-password-file=" + password,
                "--broker-ca=" + made.certificate("ca"),
                "--broker-certificate=" + made.certificate("job"),
                "--broker-key=" + made.key("job"));
        BrokerAccess access = arguments.broker().access();
        assertThat(access.user()).contains("job");
        assertThat(access.password().orElseThrow().read()).isEqualTo("secret");
        assertThat(access.tls()).isEqualTo(made.files("job"));
        assertThat(arguments.remarks())
                .containsExactly("--broker-password-file: " + password
                        + ": everybody on this machine may read it; chmod o-rwx " + password);
        assertThat(parse("--broker=tcp://10.0.0.1:1883", "--broker-user=job", "--broker-password-file=" + password)
                        .remarks())
                .anySatisfy(remark -> assertThat(remark).contains("the password goes unencrypted"));
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() {
        assertThatThrownBy(() -> parse(
                        "--broker=ssl://b",
                        "--broker-password-file=p",
                        "--broker-password-variable=P",
                        "--broker-certificate=c"))
                .hasMessageContaining("--broker-password-variable stands beside --broker-password-file; keep one")
                .hasMessageContaining("--broker-user is missing beside its password")
                .hasMessageContaining("a certificate and its key go together: --broker-certificate, --broker-key");
        assertThatThrownBy(() -> parse("--broker=ws://b:80"))
                .hasMessageContaining("--mqtt-client: the client 'paho' is not used for ws://b:80")
                .hasMessageContaining("set mqtt-client to hivemq");
        assertThat(parse("--broker=ws://b:80", "--mqtt-client=hivemq").broker().address())
                .isEqualTo("ws://b:80");
        assertThatThrownBy(() -> parse("--broker=tcp://b", "--broker-ca=/nowhere/ca.pem"))
                .hasMessageContaining("--broker-ca: /nowhere/ca.pem: there is no such file")
                .hasMessageContaining("--broker: certificates need a broker at ssl:// or wss://");
    }

    @Test
    void aPasswordOnTheCommandLineIsRefusedAndNotShown() {
        assertThatThrownBy(() -> parse("--broker=ssl://b", "--broker-password=geheim"))
                .hasMessageContaining("everybody on the machine can read a command line")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> parse("--broker-password", "geheim", "--broker=ssl://job:geheim@b"))
                .hasMessageContaining("must not name user and password")
                .hasMessageNotContaining("geheim");
    }

    /** Its processes may stand elsewhere: what is not found here is said, and no reason to stop. */
    @Test
    void filesOfAClusterAreItsOwnMatter() {
        Arguments arguments = parse("--broker=ssl://b", "--broker-ca=/nowhere/ca.pem", "--cluster=flink:8081");
        assertThat(arguments.remarks())
                .containsExactly("--broker-ca: /nowhere/ca.pem: there is no such file"
                        + " (here; the cluster's processes look for themselves)");
    }

    @Test
    void aClusterAndASavepointAreTakenAsTheyAre(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("_metadata"));
        String[] common = {"--broker=tcp://b:1883", "--ledger=http://l:8080", "--data=d", "--cluster=flink:8081"};
        Arguments arguments =
                Arguments.parse(Stream.concat(Stream.of(common), Stream.of("--restore", folder.toString()))
                        .toArray(String[]::new));
        assertThat(arguments.cluster()).contains(InetSocketAddress.createUnresolved("flink", 8081));
        assertThat(arguments.restore()).contains(folder);
        assertThat(arguments.withoutRestore().restore()).isEmpty();
        assertThat(arguments.withoutRestore().cluster()).isEqualTo(arguments.cluster());
        assertThatThrownBy(() -> Arguments.parse(new String[] {
                    "--cluster", "flink", "--restore", folder.resolve("x").toString()
                }))
                .hasMessageContaining("--cluster 'flink' is not the HOST:PORT")
                .hasMessageContaining("is not a folder with a savepoint");
        assertThatThrownBy(() -> Arguments.parse(Stream.concat(Stream.of(common), Stream.of("--rest-port", "0"))
                        .toArray(String[]::new)))
                .hasMessageContaining("--rest-port tells of a job in this process");
    }

    @Test
    void aTokenComesFromAFileAndIsNeverPrinted(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
        Arguments arguments = Arguments.parse(new String[] {
            "--broker",
            "tcp://127.0.0.1:1883",
            "--ledger",
            "http://127.0.0.1:8620",
            "--data",
            folder.toString(),
            "--deadline",
            "90s",
            "--influx-url",
            "http://127.0.0.1:8086",
            "--influx-token-file",
            token.toString()
        });
        assertThat(arguments.influx().orElseThrow().token()).isEqualTo("s3cret");
        assertThat(arguments.toString()).doesNotContain("s3cret");
        assertThat(arguments.deadline()).contains(Duration.ofSeconds(90));
    }
}
