/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.Answer;
import io.nameplate.collectors.modbus.Transport;
import io.nameplate.collectors.modbus.Trouble;

/** Says in one sentence what is wrong with a device and what to do. */
final class Advice {

    private Advice() {}

    static String of(Address address, int unit, Answer failed) {
        Trouble trouble = failed.trouble();
        return address.host() + ":" + address.port() + ", unit " + unit + ": " + failed.detail()
                + (trouble == null ? "" : "; " + advice(trouble, address.transport()));
    }

    private static String advice(Trouble trouble, Transport transport) {
        return switch (trouble) {
            case REFUSED ->
                "check the port (502, with TLS 802), that Modbus TCP is switched on in the device, and that no other"
                        + " program has its only connection";
            case NOT_CONNECTED -> "check the address, the cable and the firewall, or allow more time with --timeout";
            case TLS -> "check --certificate, --key and --ca, and with --name what the device's certificate is for";
            case TIMEOUT, GATEWAY ->
                "check --unit (devices with Modbus TCP often are 255 or 1; 'collector scan' finds those that answer)"
                        + (transport == Transport.TCP
                                ? " and --transport: a serial gateway may want rtu_over_tcp"
                                : " and --transport");
            case CLOSED -> "the device may allow no more connections, or want another --transport";
            case EXCEPTION -> "check --profile and --base";
            case BAD_ANSWER -> "check --transport, and that this is a Modbus device";
        };
    }
}
