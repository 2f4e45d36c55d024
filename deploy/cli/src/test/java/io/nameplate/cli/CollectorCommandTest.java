/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectorCommandTest {

    private static final Path CASES = Path.of(System.getProperty("nameplate.home", "../.."))
            .resolve("collectors/src/test/resources/testcases/modbus");

    @TempDir
    Path folder;

    @Test
    void theShippedProfilesAreListed() {
        Called called = Called.with("collector", "profiles", "list");
        assertThat(called.code()).isZero();
        assertThat(called.out().lines().toList().get(0)).startsWith("PROFILE").contains("POINTS", "SOURCE");
        assertThat(called.out()).contains("\nschneider-iem3000 ").contains("\nsunspec-203 ");
        assertThat(Called.with("collector", "profiles", "list", "-o", "json").out())
                .startsWith("{\"profiles\":[{")
                .contains("\"profile\":\"cdu-generic\"");
    }

    @Test
    void aProfileIsShownWithAddressesAsManualsWriteThem() {
        Called called = Called.with("collector", "profiles", "show", "schneider-iem3000");
        assertThat(called.code()).isZero();
        assertThat(called.out().lines().filter(line -> line.startsWith("power ")))
                .singleElement()
                .asString()
                .matches("power +kW +3 +3059 +403060 +float32 +abcd");
        assertThat(called.out()).contains("requests: ");
        assertThat(Called.with("collector", "profiles", "show", "schneider-iem3000", "-o", "json")
                        .out())
                .startsWith("{\"profile\":\"schneider-iem3000\",\"source\":")
                .contains("{\"point\":\"power\"", "\"requests\":[");
        assertThat(Called.with("collector", "profiles", "show", "schneider-iem300")
                        .err())
                .startsWith("there is no profile 'schneider-iem300'; did you mean 'schneider-iem3000'?");
    }

    @Test
    void everyShippedProfileIsProvedByItsTestCase() {
        Called called = Called.with("collector", "profiles", "verify", CASES.toString());
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        assertThat(called.out().lines()).hasSizeGreaterThan(12).allMatch(line -> line.endsWith(": proved"));
    }

    @Test
    void aProfileOfOnesOwnIsAddedWithAFileAndProvedWithoutJava() throws IOException {
        Files.writeString(folder.resolve("my-meter.yaml"), """
                profile: my-meter
                source: its manual
                points:
                  - {point: power, address: 10, type: int16, unit: kW, scale: 0.1}
                """);
        Path proof = Files.createDirectory(folder.resolve("proof"));
        Files.writeString(proof.resolve("config.yaml"), "profile: my-meter\n");
        Files.writeString(proof.resolve("input.txt"), "3 10: 0017\n");
        Files.writeString(proof.resolve("expected.txt"), "power 2300\n");
        Called called =
                Called.with("collector", "profiles", "verify", proof.toString(), "--profiles", folder.toString());
        assertThat(called).isEqualTo(new Called(0, "proof: proved\n", ""));
        Files.writeString(proof.resolve("expected.txt"), "power 2310\n");
        called = Called.with("collector", "profiles", "verify", folder.toString(), "--profiles", folder.toString());
        assertThat(called)
                .isEqualTo(new Called(1, "proof: 1 differences\n  point 'power' is 2300, expected was 2310\n", ""));
        assertThat(Called.with(
                                "collector",
                                "profiles",
                                "verify",
                                folder.toString(),
                                "--profiles",
                                folder.toString(),
                                "-o",
                                "json")
                        .out())
                .isEqualTo("{\"proof\":[\"point 'power' is 2300, expected was 2310\"]}\n");
    }

    @Test
    void aProfileThatIsWrongIsSaidWithFileAndLine() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), "profile: mine\nsource: x\npoints:\n  - {point: a}\n");
        Called called = Called.with("collector", "read", "h", "--profile", "mine", "--profiles", folder.toString());
        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err()).contains("mine.yaml:4: a point lacks 'address'");
    }

    @Test
    void aRefusedConnectionIsOneSentenceThatSaysWhatToDo() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        Called called = Called.with("collector", "read", "127.0.0.1:" + port, "--profile", "schneider-iem3000");
        assertThat(called.code()).isEqualTo(1);
        assertThat(called.out()).isEmpty();
        assertThat(called.err())
                .isEqualTo("127.0.0.1:" + port + ", unit 255: nobody listens at 127.0.0.1:" + port
                        + "; check the port (502, with TLS 802), that Modbus TCP is switched on in the device, and that"
                        + " no other program has its only connection\n");
        called = Called.with("collector", "scan", "127.0.0.1:" + port);
        assertThat(called.code()).isEqualTo(1);
        assertThat(called.err()).contains("nobody listens").doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "collector | collector needs a command: check, run, read, scan",
                "collector reed | no command 'collector reed'; there are check, run, read",
                "collector read | collector read needs one HOST or HOST:PORT",
                "collector read h | collector read needs --profile NAME, or --at ADDRESS",
                "collector read h --profile x --at 1 | collector read needs --profile NAME, or --at ADDRESS",
                "collector read h --profile cdu-genric | did you mean 'cdu-generic'?",
                "collector read h --profile cdu-generic --unit 256 | --unit must be a whole number from 0 to 255",
                "collector read h:0 --profile cdu-generic | the port must be a whole number from 1 to 65535, found '0'",
                "collector read h --profile cdu-generic --base 65530 | reaches beyond the last register",
                "collector read h --profile cdu-generic --transport udp | --transport must be one of tcp, rtu_over_tcp",
                "collector read h --profile cdu-generic --transport tls | --certificate is missing",
                "collector read h --profile cdu-generic --timeout 5 | --timeout must be a duration with a unit",
                "collector read h --profile cdu-generic -o xml | -o must be table or json, found 'xml'",
                "collector read h --at 65535 --count 2 | --count must be a whole number from 1 to 1, found '2'",
                "collector scan h --units 9-3 | --units must be a unit or a range such as 1-10",
                "collector profiles | collector profiles is followed by list, show NAME, or verify [DIR]",
                "collector profiles list --profiles /no/such | --profiles: there is no folder /no/such",
            })
    void aWrongCallIsSaidToBeSo(String words, String sentence) {
        Called called = Called.with(words.split(" "));
        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err()).contains(sentence);
    }
}
