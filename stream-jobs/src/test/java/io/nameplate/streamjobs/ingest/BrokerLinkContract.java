/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.streamjobs.world.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a link must do, whatever client library makes it; against mosquitto, a broker that we did not write. */
@Timeout(60)
abstract class BrokerLinkContract {

    @TempDir
    Path folder;

    abstract MqttClients client();

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private BrokerLink open(Mosquitto broker) {
        return client().factory(broker.url()).open("link-it", new BrokerLink.Listener() {
            @Override
            public void connected() {
                told.add("connected");
            }

            @Override
            public void disconnected(String why) {
                told.add("disconnected");
            }

            @Override
            public void arrived(String topic, byte[] payload, boolean retained) {
                told.add(topic + " " + new String(payload, StandardCharsets.UTF_8) + (retained ? " kept" : ""));
            }
        });
    }

    private void expect(String what) throws InterruptedException {
        String got = told.poll(20, TimeUnit.SECONDS);
        while (got != null && got.equals("disconnected") && !what.equals("disconnected")) {
            got = told.poll(20, TimeUnit.SECONDS);
        }
        assertThat(got).isEqualTo(what);
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
            broker.start();
            expect("connected");
            expect("np/1/c1/head new");
        }
    }
}
