/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every transport against pymodbus, a server that we did not write. */
class TransportsIT {

    private static final Request.Read TWO = new Request.Read(ReadFunction.HOLDING_REGISTERS, 11, 2);

    @TempDir
    Path folder;

    private Pymodbus peer;
    private Desk desk;

    private void serve(String... mode) throws Exception {
        peer = new Pymodbus(folder, mode);
        Files.writeString(peer.registers, "3 11: 4365 028F\n4 5: 0001\n1 0: 1 0 1 1 0 0 0 0 1\n2 3: 0 1\n");
        peer.start();
    }

    private Answer first(Address address, int unit, Request request) throws InterruptedException {
        desk = new Desk(address, Pace.NONE, Pymodbus.TIMEOUT);
        return peer.firstAnswer(desk, unit, request);
    }

    @AfterEach
    void stop() {
        if (desk != null) {
            desk.close();
        }
        if (peer != null) {
            peer.close();
        }
    }

    private static void isRead(Answer answer) {
        assertThat(answer.detail()).isEmpty();
        assertThat(HexFormat.of().formatHex(answer.content())).isEqualTo("4365028f");
    }

    @Test
    void allFourFunctionsAndTheIdentificationAreReadOverTcp() throws Exception {
        serve("tcp");
        isRead(first(Address.tcp("127.0.0.1", peer.port), 1, TWO));
        everyFunction();
        Answer told = desk.ask(1, new Request.Identify(0));
        assertThat(told.detail()).isEmpty();
        assertThat(Identification.of(told.content()))
                .containsEntry("vendor", "A test")
                .containsEntry("product code", "T1")
                .containsEntry("revision", "7.0");
    }

    @Test
    void aHostIsFoundByItsName() throws Exception {
        serve("tcp");
        isRead(first(Address.tcp("localhost", peer.port), 2, TWO));
        desk.close();
        desk = new Desk(Address.tcp("no-such-host.invalid", 502), Pace.NONE, Pymodbus.TIMEOUT);
        Answer answer = desk.ask(1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.NOT_CONNECTED);
        assertThat(answer.detail()).isEqualTo("no address is known for the name 'no-such-host.invalid'");
    }

    @Test
    void allFourFunctionsAreReadAsRtuOverTcp() throws Exception {
        serve("rtu");
        isRead(first(new Address(Transport.RTU_OVER_TCP, "127.0.0.1", peer.port, null), 1, TWO));
        everyFunction();
        for (int unit = 1; unit <= 3; unit++) {
            isRead(desk.ask(unit, TWO));
        }
        assertThat(desk.ask(1, new Request.Read(ReadFunction.HOLDING_REGISTERS, 500, 1))
                        .detail())
                .isEqualTo("exception 2, the device has no such address");
        isRead(desk.ask(3, TWO));
    }

    private void everyFunction() {
        assertThat(desk.ask(1, new Request.Read(ReadFunction.INPUT_REGISTERS, 5, 1))
                        .content())
                .containsExactly(0, 1);
        assertThat(desk.ask(1, new Request.Read(ReadFunction.COILS, 0, 9)).content())
                .containsExactly(0b1101, 1);
        assertThat(desk.ask(1, new Request.Read(ReadFunction.DISCRETE_INPUTS, 3, 2))
                        .content())
                .containsExactly(0b10);
    }

    @Test
    void aSecuredConnectionReadsWhereBothSidesTrustEachOther() throws Exception {
        Certificates made = new Certificates(folder);
        serveTls(made, "device");
        isRead(first(made.address(peer.port, "127.0.0.1", "client", null), 1, TWO));
        everyFunction();
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        Certificates made = new Certificates(folder);
        serveTls(made, "elsewhere");
        Answer answer = first(made.address(peer.port, "127.0.0.1", "client", null), 1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.TLS);
        assertThat(answer.detail()).startsWith("the device's certificate is for another name: ");
        desk.close();
        isRead(first(made.address(peer.port, "127.0.0.1", "client", "meter.elsewhere.test"), 1, TWO));
    }

    @Test
    void aCertificateOfAnotherRootIsRefused() throws Exception {
        Certificates made = new Certificates(folder);
        serveTls(made, "stranger");
        Answer answer = first(made.address(peer.port, "127.0.0.1", "client", null), 1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.TLS);
        assertThat(answer.detail()).startsWith("the device's certificate is not trusted: ");
    }

    @Test
    void aDeviceThatDoesNotTrustOurCertificateIsToldFromOneThatIsSilent() throws Exception {
        Certificates made = new Certificates(folder);
        serveTls(made, "device");
        Answer answer = first(made.address(peer.port, "127.0.0.1", "stranger", null), 1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.TLS);
        assertThat(answer.detail())
                .startsWith("the device refuses us, probably as it does not trust our certificate: ");
    }

    @Test
    void aPlainServerIsNoSecuredOne() throws Exception {
        Certificates made = new Certificates(folder);
        serve("tcp");
        Answer answer = first(made.address(peer.port, "127.0.0.1", "client", null), 1, TWO);
        assertThat(answer.trouble()).isIn(Trouble.TLS, Trouble.NOT_CONNECTED);
    }

    @Test
    void filesThatCannotBeUsedAreSaidToBeSo() throws Exception {
        Certificates made = new Certificates(folder);
        Path none = folder.resolve("none.pem");
        assertThat(DigitalPetriWire.problem(made.files("client", null))).isEmpty();
        assertThat(DigitalPetriWire.problem(new TlsFiles(none, none, none, null)))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("none.pem"));
    }

    private void serveTls(Certificates made, String who) throws Exception {
        serve(
                "tls",
                made.certificate(who).toString(),
                made.key(who).toString(),
                made.ca().toString());
    }

    /** Certificates made by openssl: of one root, but for the stranger's. */
    private static final class Certificates {

        private final Path folder;

        Certificates(Path folder) throws IOException, InterruptedException {
            this.folder = folder;
            Tools.need("/usr/bin/openssl");
            root("ca");
            root("other-ca");
            signed("device", "ca", "IP:127.0.0.1,DNS:localhost");
            signed("elsewhere", "ca", "DNS:meter.elsewhere.test");
            signed("client", "ca", "DNS:collector.test");
            signed("stranger", "other-ca", "IP:127.0.0.1");
        }

        Address address(int port, String host, String who, String name) {
            return new Address(Transport.TLS, host, port, files(who, name));
        }

        TlsFiles files(String who, String name) {
            return new TlsFiles(certificate(who), key(who), ca(), name);
        }

        Path certificate(String who) {
            return folder.resolve(who + ".pem");
        }

        Path key(String who) {
            return folder.resolve(who + ".key");
        }

        Path ca() {
            return folder.resolve("ca.pem");
        }

        private void root(String name) throws IOException, InterruptedException {
            openssl(
                    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=%s -keyout %s.key -out %s.pem"
                            .formatted(name, name, name));
        }

        private void signed(String name, String root, String names) throws IOException, InterruptedException {
            openssl(
                    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=%s -addext subjectAltName=%s -CA %s.pem -CAkey %s.key -keyout %s.key -out %s.pem"
                            .formatted(name, names, root, root, name, name));
        }

        private void openssl(String words) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
            command.addAll(List.of(words.split(" ")));
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }
    }
}
