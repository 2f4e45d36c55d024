/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.link.MqttLink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * What receiving alone costs: the collector's own links, whose messages nobody looks at. The arguments are the broker, the client
 * library and the filters, each of which has a connection of its own. Asked by lines, it says how many have come.
 */
final class TelemetryDrop {

    private TelemetryDrop() {}

    /** Serves its parent. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LongAdder received = new LongAdder();
        CountDownLatch connected = new CountDownLatch(args.length - 2);
        MqttLink.Listener counting = new MqttLink.Listener() {
            @Override
            public void connected() {
                connected.countDown();
            }

            @Override
            public void disconnected(LinkTrouble why) {
                System.err.println(why);
            }

            @Override
            public void arrived(String topic, byte[] payload, boolean retained) {
                received.increment();
            }

            @Override
            public void acknowledged(long tag, int reason) {
                // it publishes nothing
            }
        };
        for (int i = 2; i < args.length; i++) {
            MqttClients.named(args[1])
                    .open(new MqttLink.Settings(args[0], "drop-" + i, List.of(args[i]), Optional.empty()), counting);
        }
        connected.await();
        System.out.println(Child.DONE);
        for (int asked = System.in.read(); asked >= 0; asked = System.in.read()) {
            if (asked == '\n') {
                System.out.println(Child.ANSWER + received.sum());
                System.out.println(Child.DONE);
            }
        }
    }
}
