/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.link;

class PahoLinkIT extends MqttLinkContract {

    @Override
    MqttClients client() {
        return MqttClients.PAHO;
    }
}
