/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.modbus.PollEnd;
import io.nameplate.collectors.mqtt.Remarks;
import io.nameplate.collectors.mqtt.Subscription;
import io.nameplate.collectors.otlp.OtlpServer;
import io.nameplate.model.language.AssetId;

/** Who is told how reading goes, beside the readings themselves. */
interface DriverEvents {

    /** A poll of a Modbus device ended. */
    void polled(PollEnd end);

    /** A Modbus device is polled no more, or as another unit from now on. */
    default void gone(AssetId device) {}

    /** Something was wrong with a message of a source. */
    void messageFault(String source, Remarks.Reason fault);

    /** A source is listened to. */
    void source(String name, Subscription subscription);

    /** A port is listened on. */
    default void listens(OtlpServer server) {}

    /** A source is listened to no more. */
    void gone(String name);
}
