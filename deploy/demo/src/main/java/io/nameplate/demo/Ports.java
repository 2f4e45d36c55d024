/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The loopback ports of one demo: a row beginning at the portal's. */
record Ports(int portal) {

    /** How many Modbus devices a scenario may have. */
    private static final int DEVICES = 60;

    int broker() {
        return portal + 1;
    }

    int collector() {
        return portal + 2;
    }

    int job() {
        return portal + 3;
    }

    int modbus() {
        return portal + 10;
    }

    /** A sentence for each port that another program holds. */
    List<String> busy() {
        List<String> sentences = new ArrayList<>();
        check(portal, "the portal", sentences);
        check(broker(), "the MQTT broker", sentences);
        check(collector(), "the collector", sentences);
        check(job(), "the stream job", sentences);
        for (int device = 0; device < DEVICES; device++) {
            check(modbus() + device, "a simulated Modbus device", sentences);
        }
        return sentences;
    }

    private static void check(int port, String wanted, List<String> sentences) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException busy) {
            sentences.add("port " + port + ", wanted for " + wanted + ", is in use by another program");
        }
    }
}
