variable "name" {
  description = "What everything is named after."
  type        = string
}

variable "region" {
  description = "The region that all of it is in."
  type        = string
}

variable "zones" {
  description = "The availability zones, two or more; each gets a public and a private subnet."
  type        = list(string)
}

variable "endpoint_zones" {
  description = "Those of the zones in which the interface endpoints have network cards; each costs money."
  type        = list(string)
}

variable "open_to" {
  description = "The addresses from which the load balancer may be reached."
  type        = string
}

variable "namespace" {
  description = "The private domain under which apps find each other."
  type        = string
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
}

variable "apps" {
  description = "The apps: a public one has a path on the load balancer, a private one a name in the namespace."
  type = map(object({
    image         = string # the tag of its image
    port          = number
    path          = optional(string)
    priority      = optional(number) # of its rule on the load balancer; the app at / has none
    group         = optional(string) # the name of its target group: AWS takes 32 characters
    private       = optional(string)
    cpu           = number
    memory        = number
    count         = number
    architecture  = string
    readonly      = bool
    health_path   = optional(string)
    check         = optional(list(string)) # what ECS runs in the container to see how it is
    health_codes  = string
    grace_seconds = number
    declared      = string # what its app.toml said, which is a label of its containers
  }))
}

variable "environment" {
  description = "The variables of each app's environment."
  type        = map(map(string))
  default     = {}
  sensitive   = true
}
