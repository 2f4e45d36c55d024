/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.broker.LinkTrouble.Reason;
import io.nameplate.access.credentials.PemFiles;
import io.nameplate.access.credentials.Secret;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a link must do, whatever client library makes it; against mosquitto, a broker that we did not write. */
abstract class MqttLinkContract {

    @TempDir
    Path folder;

    /** Begins to connect. */
    abstract MqttLink link(MqttLink.Settings settings, MqttLink.Listener listener);

    /** What a message is acknowledged with that the broker does not let us publish. */
    abstract int forbidden();

    /** What a broker answers a CONNECT with. */
    abstract byte[] welcome();

    /** What a message of 200 MB begins with, at the topic "a". */
    abstract byte[] huge();

    static final int ROOM = 2 << 20;
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<LinkTrouble> troubles = new LinkedBlockingQueue<>();

    @AutoClose
    Mosquitto broker;

    @AutoClose
    private Mosquitto secured;

    private Certificates made;

    @BeforeEach
    void startBroker() throws Exception {
        Path acl = Files.writeString(folder.resolve("acl"), "topic readwrite open/#\ntopic read closed/#\n");
        broker = new Mosquitto(folder, "user root", "acl_file " + acl);
    }

    @Test
    void messagesArriveAndAreAcknowledgedByTheirTag() throws Exception {
        try (MqttLink link = open(List.of("open/#"))) {
            expect("connected");
            assertThat(link.publish("open/a", "hello".getBytes(StandardCharsets.UTF_8), false, 7))
                    .isTrue();
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("arrived open/a hello", "acknowledged 7 0");
        }
    }

    @Test
    void aBurstArrivesWholeAndInItsOrderWithEveryMessageAcknowledged() throws Exception {
        int count = 500;
        try (MqttLink link = open(List.of("open/#"))) {
            expect("connected");
            int sent = 0;
            List<String> arrived = new ArrayList<>();
            int acknowledged = 0;
            while (arrived.size() < count || acknowledged < count) {
                // a client that has no place says so: then something must come back first
                while (sent - acknowledged < 100
                        && sent < count
                        && link.publish(
                                "open/c", Integer.toString(sent).getBytes(StandardCharsets.UTF_8), false, sent)) {
                    sent++;
                }
                String event = next();
                if (event.startsWith("arrived")) {
                    arrived.add(event);
                } else {
                    assertThat(event).startsWith("acknowledged").endsWith(" 0");
                    acknowledged++;
                }
            }
            assertThat(arrived)
                    .isEqualTo(IntStream.range(0, count)
                            .mapToObj(i -> "arrived open/c " + i)
                            .toList());
        }
    }

    @Test
    void afterABrokerWasKilledTheLinkComesBackAndSubscribesAgain() throws Exception {
        try (MqttLink link = open(List.of("open/#"))) {
            expect("connected");
            broker.kill();
            expect("disconnected");
            broker.run();
            String last = next();
            while (!last.equals("connected")) {
                last = next();
            }
            link.publish("open/b", "again".getBytes(StandardCharsets.UTF_8), false, 9);
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("arrived open/b again", "acknowledged 9 0");
        }
    }

    /** The first is gone when the message is sent; the second has its name. */
    @Test
    void whatIsSentWhileTheLinkIsAwayArrivesLaterWhereThatIsAskedFor() throws Exception {
        for (Duration kept : List.of(Duration.ZERO, Duration.ofMinutes(1))) {
            MqttLink.Settings plain = settings(broker.url(), List.of("open/#"), BrokerAccess.NONE, ROOM);
            MqttLink.Settings settings = new MqttLink.Settings(
                    plain.broker(), plain.client(), plain.filters(), plain.will(), plain.access(), ROOM, kept);
            told.clear();
            MqttLink first = open(settings);
            expect("connected");
            first.close();
            try (MqttLink sender = open(List.of())) {
                expect("connected");
                sender.publish("open/order", "once".getBytes(StandardCharsets.UTF_8), false, 1);
                assertThat(next()).startsWith("acknowledged 1 ");
                try (MqttLink second = open(settings)) {
                    assertThat(second).isNotNull();
                    Tools.await("it is back", () -> told.contains("connected"));
                    sender.publish("open/order", "last".getBytes(StandardCharsets.UTF_8), false, 2);
                    Tools.await("the last is there", () -> told.contains("arrived open/order last"));
                    assertThat(told.contains("arrived open/order once")).isEqualTo(!kept.isZero());
                }
            }
        }
    }

    /** 200 MB are announced; who believed it would set them aside. */
    @Test
    void aBrokerThatSendsLongerOnesAllTheSameLosesTheConnection() throws Exception {
        try (ServerSocket hostile = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MqttLink link = open(
                        settings("tcp://127.0.0.1:" + hostile.getLocalPort(), List.of(), BrokerAccess.NONE, 1 << 20))) {
            try (Socket connection = hostile.accept()) {
                assertThat(connection.getInputStream().read(new byte[1_000])).isPositive();
                connection.getOutputStream().write(welcome());
                expect("connected");
                connection.getOutputStream().write(huge());
                connection.getOutputStream().write(new byte[1 << 16]);
                expect("disconnected");
            }
            assertThat(troubles.take().reason()).isEqualTo(Reason.TOO_LARGE);
        }
    }

    @Test
    void withCertificatesAndAPasswordACollectorIsLetInAndKeptToItsOwnTopics() throws Exception {
        secure("broker");
        try (MqttLink job = open(settings(secured.securedUrl(), List.of("np/1/+/up"), access("job"), ROOM))) {
            expect("connected");
            try (MqttLink link =
                    open(settings(secured.securedUrl(), List.of("np/1/+/cursor/job"), access("c1"), ROOM))) {
                expect("connected");
                link.publish("np/1/c1/up", "r".getBytes(StandardCharsets.UTF_8), false, 1);
                assertThat(List.of(next(), next()))
                        .containsExactlyInAnyOrder("arrived np/1/c1/up r", "acknowledged 1 0");
                link.publish("np/1/c2/up", new byte[1], false, 2);
                expect("acknowledged 2 " + forbidden());
                job.publish("np/1/c2/cursor/job", new byte[1], false, 3);
                assertThat(next()).startsWith("acknowledged 3");
                job.publish("np/1/c1/cursor/job", "c".getBytes(StandardCharsets.UTF_8), false, 4);
                assertThat(List.of(next(), next()))
                        .containsExactlyInAnyOrder("arrived np/1/c1/cursor/job c", "acknowledged 4 0");
            }
        }
    }

    @Test
    void whyThereIsNoConnectionIsSaidAsWhatItIs() throws Exception {
        secure("broker");
        String url = secured.securedUrl();
        PemFiles own = made.files("collector");
        refused(url, as("c1", "secret-c1", own));
        refused(url, as("c1", "secret-c2", own), Reason.NOT_ALLOWED);
        refused(url, new BrokerAccess(Optional.empty(), Optional.empty(), own), Reason.NOT_ALLOWED);
        refused(url, as("c1", "secret-c1", trusting("other-ca")), Reason.UNTRUSTED);
        refused(url, as("c1", "secret-c1", made.files("stranger")), Reason.CERTIFICATE_REFUSED, Reason.TLS);
        refused(url, as("c1", "secret-c1", trusting("ca")), Reason.CERTIFICATE_REFUSED, Reason.TLS);
        refused(url, as("c1", "secret-c1", PemFiles.mutual(folder, folder, folder)), Reason.BAD_FILES);
        refused(secured.url(), BrokerAccess.NONE, Reason.CLOSED);
        refused(broker.url().replace("tcp", "ssl"), as("c1", "secret-c1", own), Reason.TLS);
        refused("tcp://127.0.0.1:" + FreePort.next(), BrokerAccess.NONE, Reason.REFUSED);
        refused("tcp://no-such-host.invalid:1883", BrokerAccess.NONE, Reason.UNKNOWN_HOST);
        secured.close();
        secure("elsewhere");
        refused(secured.securedUrl(), as("c1", "secret-c1", own), Reason.OTHER_NAME);
        secured.close();
        secure("old");
        refused(secured.securedUrl(), as("c1", "secret-c1", own), Reason.EXPIRED);
    }

    @Test
    void aRenewedCertificateAndPasswordAreUsedWithTheNextAttempt() throws Exception {
        secure("broker");
        PemFiles files = PemFiles.mutual(
                Files.copy(made.certificate("stranger"), folder.resolve("ours.pem")),
                Files.copy(made.key("stranger"), folder.resolve("ours.key")),
                made.certificate("ca"));
        try (MqttLink link = open(settings(secured.securedUrl(), List.of(), as("c1", "not-yet", files), ROOM))) {
            assertThat(trouble(Reason.CERTIFICATE_REFUSED, Reason.TLS)).contains("trust our certificate");
            Files.copy(made.key("collector"), folder.resolve("ours.key"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(trouble(Reason.BAD_FILES)).contains("it is not the key of the first certificate");
            Files.copy(made.certificate("collector"), folder.resolve("ours.pem"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(trouble(Reason.NOT_ALLOWED)).contains("check user, password");
            Files.writeString(folder.resolve("c1.password"), "secret-c1\n");
            Tools.await("connected", () -> told.contains("connected"));
            assertThat(link.publish("np/1/c1/up", new byte[1], false, 1)).isTrue();
        }
    }

    /** Waits for a trouble of this kind; those of before may come once more until then. */
    final String trouble(Reason... reasons) throws InterruptedException {
        LinkTrouble next = troubles.poll(60, TimeUnit.SECONDS);
        while (next != null && !List.of(reasons).contains(next.reason())) {
            next = troubles.poll(60, TimeUnit.SECONDS);
        }
        assertThat(next).as("%s within 60 s", List.of(reasons)).isNotNull();
        return next.sentence();
    }

    /** That the first thing said is one of these; none where the connection is made. */
    private void refused(String url, BrokerAccess access, Reason... reasons) throws InterruptedException {
        told.clear();
        troubles.clear();
        MqttLink link = open(settings(url, List.of("x"), access, ROOM));
        try {
            if (reasons.length == 0) {
                assertThat(next()).isEqualTo("connected");
                return;
            }
            LinkTrouble said = troubles.poll(60, TimeUnit.SECONDS);
            assertThat(said).as("%s is said within 60 s", List.of(reasons)).isNotNull();
            assertThat(said.reason()).as(said.sentence()).isIn((Object[]) reasons);
            assertThat(said.sentence()).doesNotContain("Exception").hasSizeLessThan(300);
        } finally {
            link.close();
        }
    }

    /** A broker that shows a certificate, wants one, knows passwords and has the shipped access rules. */
    private void secure(String certificate) throws Exception {
        Path place = Files.createDirectories(folder.resolve("secured"));
        if (made == null) {
            made = new Certificates(place)
                    .with("broker", "ca", "IP:127.0.0.1")
                    .with("elsewhere", "ca", "DNS:broker.elsewhere.test")
                    .with("collector", "ca", "DNS:collector.test")
                    .with("stranger", "other-ca", "DNS:collector.test")
                    .expired("old", "IP:127.0.0.1");
            Files.createFile(place.resolve("passwords"));
            for (String user : List.of("c1", "c2", "job")) {
                Mosquitto.password(place.resolve("passwords"), user, "secret-" + user);
            }
        }
        secured = new Mosquitto(place, Mosquitto.guarded(made, certificate, place.resolve("passwords")));
    }

    private BrokerAccess access(String user) throws IOException {
        return as(user, "secret-" + user, made.files("collector"));
    }

    private BrokerAccess as(String user, String password, PemFiles tls) throws IOException {
        Path file = Files.writeString(folder.resolve(user + ".password"), password + "\n");
        return new BrokerAccess(Optional.of(user), Optional.of(new Secret.OfFile(file)), tls);
    }

    /** Believes a root and shows nothing. */
    private PemFiles trusting(String root) {
        return new PemFiles(Optional.of(made.certificate(root)), Optional.empty(), Optional.empty());
    }

    static MqttLink.Settings settings(String url, List<String> filters, BrokerAccess access, int maxPacket) {
        return new MqttLink.Settings(
                url, "link-it-" + CLIENTS.incrementAndGet(), filters, Optional.empty(), access, maxPacket);
    }

    final MqttLink open(List<String> filters) {
        return open(settings(broker.url(), filters, BrokerAccess.NONE, ROOM));
    }

    final MqttLink open(MqttLink.Settings settings) {
        return link(settings, new MqttLink.Listener() {
            @Override
            public void connected() {
                told.add("connected");
            }

            @Override
            public void disconnected(LinkTrouble why) {
                troubles.add(why);
                if (told.isEmpty() || !told.contains("disconnected")) {
                    told.add("disconnected");
                }
            }

            @Override
            public void arrived(String topic, byte[] payload, boolean retained) {
                told.add("arrived " + topic + " " + new String(payload, StandardCharsets.UTF_8));
            }

            @Override
            public void acknowledged(long tag, int reason) {
                told.add("acknowledged " + tag + " " + reason);
            }
        });
    }

    final void expect(String what) throws InterruptedException {
        String got = next();
        while (what.equals("connected") && got.equals("disconnected")) {
            got = next();
        }
        assertThat(got).isEqualTo(what);
    }

    final String next() throws InterruptedException {
        String event = told.poll(60, TimeUnit.SECONDS);
        assertThat(event).as("something happens within 60 s").isNotNull();
        return event;
    }
}
