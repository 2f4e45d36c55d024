/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
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
        Certificates made = certificates();
        serveTls(made, "device");
        isRead(first(address(made, "client", null), 1, TWO));
        everyFunction();
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        Certificates made = certificates();
        serveTls(made, "elsewhere");
        Answer answer = first(address(made, "client", null), 1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.TLS);
        assertThat(answer.detail()).startsWith("the device's certificate is for another name: ");
        desk.close();
        isRead(first(address(made, "client", "meter.elsewhere.test"), 1, TWO));
    }

    @Test
    void aCertificateOfAnotherRootIsRefused() throws Exception {
        Certificates made = certificates();
        serveTls(made, "stranger");
        Answer answer = first(address(made, "client", null), 1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.TLS);
        assertThat(answer.detail()).startsWith("the device's certificate is not trusted: ");
    }

    @Test
    void aDeviceThatDoesNotTrustOurCertificateIsToldFromOneThatIsSilent() throws Exception {
        Certificates made = certificates();
        serveTls(made, "device");
        Answer answer = first(address(made, "stranger", null), 1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.TLS);
        assertThat(answer.detail())
                .startsWith("the device refuses us, probably as it does not trust our certificate: ");
    }

    @Test
    void aPlainServerIsNoSecuredOne() throws Exception {
        Certificates made = certificates();
        serve("tcp");
        Answer answer = first(address(made, "client", null), 1, TWO);
        assertThat(answer.trouble()).isIn(Trouble.TLS, Trouble.NOT_CONNECTED);
    }

    @Test
    void filesThatCannotBeUsedAreATroubleThatNamesThem() throws Exception {
        Certificates made = certificates();
        serveTls(made, "device");
        Files.delete(made.key("client"));
        Answer answer = first(address(made, "client", null), 1, TWO);
        assertThat(answer.trouble()).isEqualTo(Trouble.TLS);
        assertThat(answer.detail()).endsWith("client.key: there is no such file");
    }

    private void serveTls(Certificates made, String who) throws Exception {
        serve(
                "tls",
                made.certificate(who).toString(),
                made.key(who).toString(),
                made.certificate("ca").toString());
    }

    private Certificates certificates() throws Exception {
        return new Certificates(folder)
                .with("device", "ca", "IP:127.0.0.1,DNS:localhost")
                .with("elsewhere", "ca", "DNS:meter.elsewhere.test")
                .with("client", "ca", "DNS:collector.test")
                .with("stranger", "other-ca", "IP:127.0.0.1");
    }

    private Address address(Certificates made, String who, @Nullable String name) {
        return new Address(Transport.TLS, "127.0.0.1", peer.port, new TlsFiles(made.files(who), name));
    }
}
