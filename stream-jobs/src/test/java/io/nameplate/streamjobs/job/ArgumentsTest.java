/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.streamjobs.ingest.MqttClients;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
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
                .hasMessageContaining("--broker 'localhost' is not an address")
                .hasMessageContaining("--mqtt-client 'x' is not paho or hivemq")
                .hasMessageContaining("--ledger is missing")
                .hasMessageContaining("--data is missing")
                .hasMessageContaining("--deadline 'soon' is not a duration")
                .hasMessageContaining("--rest-port '99999' is not a port");
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
