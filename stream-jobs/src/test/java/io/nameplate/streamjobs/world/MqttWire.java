/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A real broker as a collector of the tests sees it; a few messages at a time, as the broker's receive maximum wants. */
public final class MqttWire implements Wire, MqttCallback {

    private final MqttAsyncClient client;
    private final List<Ear> ears = new CopyOnWriteArrayList<>();
    private final Semaphore places = new Semaphore(10);

    public MqttWire(String broker, String name) throws MqttException {
        client = new MqttAsyncClient(broker, name, new MemoryPersistence());
        client.setCallback(this);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        client.connect(options).waitForCompletion(10_000);
        client.subscribe("np/1/+/cursor/+", 1).waitForCompletion(10_000);
    }

    @Override
    public void publish(String topic, byte[] payload, boolean retain) {
        try {
            places.acquire();
            client.publish(topic, payload, 1, retain);
        } catch (MqttException e) {
            places.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void listen(Ear ear) {
        ears.add(ear);
        try {
            client.subscribe("np/1/+/cursor/+", 1).waitForCompletion(10_000);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        ears.forEach(ear -> ear.heard(topic, message.getPayload()));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        places.release();
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        places.release();
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // the assertions at the end say what was missing
    }

    @Override
    public void connectComplete(boolean reconnect, String server) {
        // the constructor waits for it
    }

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {
        throw new AssertionError("nobody asked for authentication");
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 500, true);
            client.close(true);
        } catch (MqttException e) {
            // the broker may be gone already
        }
    }
}
