/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import io.nameplate.access.Mosquitto;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.LinkTrouble.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a link must do, whatever client library makes it; against mosquitto, a broker that we did not write. */
@Timeout(120)
abstract class BrokerLinkContract {

    @TempDir
    Path folder;

    abstract MqttClients client();

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<LinkTrouble> troubles = new LinkedBlockingQueue<>();
    private final AtomicInteger breaks = new AtomicInteger();
    private Certificates made;

    private BrokerLink open(Mosquitto broker) {
        return open(new Broker(broker.url()));
    }

    final BrokerLink open(Broker broker) {
        return client().factory(broker).open("link-it", new BrokerLink.Listener() {
            @Override
            public void connected() {
                told.add("connected");
                if (breaks.getAndDecrement() > 0) {
                    throw new IllegalStateException("as a test wants it");
                }
            }

            @Override
            public void disconnected(LinkTrouble why) {
                troubles.add(why);
                told.add("disconnected");
            }

            @Override
            public void arrived(String topic, byte[] payload, boolean retained) {
                told.add(topic + " " + new String(payload, StandardCharsets.UTF_8) + (retained ? " kept" : ""));
            }
        });
    }

    final void expect(String what) throws InterruptedException {
        String got = told.poll(20, TimeUnit.SECONDS);
        while (got != null && got.equals("disconnected") && !what.equals("disconnected")) {
            got = told.poll(20, TimeUnit.SECONDS);
        }
        assertThat(got).isEqualTo(what);
    }

    /** The first trouble that is told. */
    final LinkTrouble trouble() throws InterruptedException {
        LinkTrouble first = troubles.poll(60, TimeUnit.SECONDS);
        assertThat(first).as("a trouble is told within 60 s").isNotNull();
        assertThat(first.sentence()).doesNotContain("Exception").hasSizeLessThan(300);
        return first;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsPublishedIsKeptAndComesToEverySubscription() throws Exception {
        try (Mosquitto broker = new Mosquitto(folder);
                BrokerLink link = open(broker)) {
            link.subscribe(List.of("np/1/+/head"));
            expect("connected");
            link.publishRetained("np/1/c1/head", text("one"));
            expect("np/1/c1/head one");
            link.subscribe(List.of("np/1/+/head", "np/1/c1/up"));
            expect("np/1/c1/head one kept");
        }
    }

    @Test
    void afterABrokerWasKilledAndWipedTheLinkComesBackAndSubscribesAgain() throws Exception {
        try (Mosquitto broker = new Mosquitto(folder);
                BrokerLink link = open(broker)) {
            link.subscribe(List.of("np/1/+/head"));
            expect("connected");
            broker.kill();
            expect("disconnected");
            link.publishRetained("np/1/c1/head", text("old"));
            link.publishRetained("np/1/c1/head", text("new"));
            broker.run();
            expect("connected");
            expect("np/1/c1/head new");
        }
    }

    @Test
    void aListenerThatBreaksCostsAConnectionAndNotTheLink() throws Exception {
        breaks.set(2);
        try (Mosquitto broker = new Mosquitto(folder);
                BrokerLink link = open(broker)) {
            link.subscribe(List.of("np/1/+/head"));
            expect("connected");
            expect("connected");
            expect("connected");
            link.publishRetained("np/1/c1/head", text("one"));
            expect("np/1/c1/head one");
        }
    }

    @Test
    void withCertificatesAndAPasswordTheJobIsLetInAndKeptToItsOwnTopics() throws Exception {
        try (Mosquitto broker = secured("broker");
                BrokerLink link = open(as(broker, "job", "us", "ca"))) {
            link.subscribe(List.of("np/1/+/head", "np/1/c1/up", "np/1/c1/cursor/job"));
            expect("connected");
            link.publishRetained("np/1/c1/cursor/job", text("mine"));
            expect("np/1/c1/cursor/job mine");
            link.publishRetained("np/1/c1/head", text("not mine"));
            LinkTrouble said = trouble();
            assertThat(said.reason()).isEqualTo(Reason.NOT_ALLOWED);
            assertThat(said.sentence())
                    .isEqualTo("the broker does not let us publish np/1/c1/head (0x87): check its access rules");
        }
    }

    @Test
    void whyTheJobIsNotLetInIsSaidAsWhatItIs() throws Exception {
        try (Mosquitto broker = secured("broker")) {
            refused(as(broker, "job", "stranger", "ca"), Reason.CERTIFICATE_REFUSED, Reason.TLS);
            refused(as(broker, "job", null, "ca"), Reason.CERTIFICATE_REFUSED, Reason.TLS);
            refused(as(broker, "job", "us", "other-ca"), Reason.UNTRUSTED);
            refused(as(broker, "nobody", "us", "ca"), Reason.NOT_ALLOWED);
            refused(as(broker, null, "us", "ca"), Reason.NOT_ALLOWED);
            refused(as(broker, "job", "nothing", "ca"), Reason.BAD_FILES);
        }
        try (Mosquitto elsewhere = secured("elsewhere")) {
            refused(as(elsewhere, "job", "us", "ca"), Reason.OTHER_NAME);
        }
    }

    /** 200 MB are announced; who believed it would set them aside. */
    @Test
    void aBrokerThatSendsAnAbsurdlyLongPacketLosesTheConnection() throws Exception {
        try (ServerSocket hostile = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BrokerLink link = open(new Broker("tcp://127.0.0.1:" + hostile.getLocalPort()))) {
            try (Socket connection = hostile.accept()) {
                assertThat(connection.getInputStream().read(new byte[1_000])).isPositive();
                connection.getOutputStream().write(HexFormat.of().parseHex("2003000000"));
                expect("connected");
                connection.getOutputStream().write(HexFormat.of().parseHex("308084af5f00016100"));
                connection.getOutputStream().write(new byte[1 << 16]);
                expect("disconnected");
            }
            assertThat(trouble().reason()).isEqualTo(Reason.TOO_LARGE);
            link.publishRetained("np/1/c1/cursor/job", text("waits"));
        }
    }

    private void refused(Broker broker, Reason... reasons) throws InterruptedException {
        troubles.clear();
        BrokerLink link = open(broker);
        try {
            LinkTrouble said = trouble();
            assertThat(said.reason()).as(said.sentence()).isIn((Object[]) reasons);
        } finally {
            link.close();
        }
    }

    /** Shows a certificate, wants one, knows a password and has the shipped access rules. */
    private Mosquitto secured(String certificate) throws Exception {
        if (made == null) {
            made = new Certificates(folder)
                    .with("broker", "ca", "IP:127.0.0.1")
                    .with("elsewhere", "ca", "DNS:broker.elsewhere.test")
                    .with("us", "ca", "DNS:job.test")
                    .with("stranger", "other-ca", "DNS:job.test");
            Mosquitto.password(Files.createFile(folder.resolve("passwords")), "job", "secret-job");
        }
        return new Mosquitto(folder, Mosquitto.guarded(made, certificate, folder.resolve("passwords")));
    }

    private Broker as(Mosquitto broker, String user, String certificate, String ca) throws Exception {
        Path password = user == null ? null : Files.writeString(folder.resolve(user + ".password"), "secret-job\n");
        return new Broker(
                broker.securedUrl(),
                user,
                password == null ? null : password.toString(),
                null,
                made.certificate(ca).toString(),
                certificate == null ? null : made.certificate(certificate).toString(),
                certificate == null ? null : made.key(certificate).toString());
    }
}
