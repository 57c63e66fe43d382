// Transactional API keys of JetEmail.
package jetemail
